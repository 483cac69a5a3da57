// What the official code made of the same lyrics: tests/data/diffrhythm/lyrics, written by
// DiffRhythm 28ad63c with phonemizer and espeak-ng 1.51.

#include <cctype>
#include <cstring>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/config.h"
#include "base/json.h"
#include "engines/diffrhythm/lyrics/espeak/espeak.h"
#include "engines/diffrhythm/lyrics/frames.h"
#include "engines/diffrhythm/lyrics/lrc.h"
#include "engines/diffrhythm/lyrics/tokenizer.h"

namespace musicgen::lyrics {
namespace {

std::string bytes_of(const std::string& name) {
  const std::ifstream in(std::string(MUSICGEN_GOLDEN_LYRICS) + "/" + name, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

Json golden_file(const std::string& name) {
  return parse_json(bytes_of(name));
}

// A tensor of lyrics.safetensors: the header's size in 8 bytes, a header in JSON, the numbers.
std::vector<std::int32_t> golden_tensor(const std::string& name) {
  static const std::string file = bytes_of("lyrics.safetensors");
  std::uint64_t header_size = 0;
  std::memcpy(&header_size, file.data(), sizeof header_size);
  static const Json header = parse_json(std::string_view(file).substr(8, header_size));
  const Json& entry = header.at(name);
  const auto offsets = from_json<std::vector<std::size_t>>(entry.at("data_offsets"));
  std::vector<std::int16_t> numbers((offsets[1] - offsets[0]) / sizeof(std::int16_t));
  std::memcpy(numbers.data(), file.data() + 8 + header_size + offsets[0], offsets[1] - offsets[0]);
  return {numbers.begin(), numbers.end()};
}

const Json& golden() {
  static const Json file = golden_file("lyrics.json");
  return file;
}

const Tokenizer& tokenizer() {
  static const Tokenizer shared(resource_folder() / "lyrics", open_speaker);
  return shared;
}

std::vector<std::string> case_names() {
  std::vector<std::string> names;
  for (const auto& [name, value] : golden().at("cases").as_object()) names.emplace_back(name);
  return names;
}

std::string text_of(const Json& value) {
  return std::string(value.as_string());
}

// Phones as the official code writes them, with '|' after each.
std::string official_form(const std::vector<std::string>& phones) {
  std::string text;
  for (const std::string& phone : phones) text += phone + '|';
  return text;
}

void expect_same_line(const Json& line) {
  const SpokenLine spoken = tokenizer().read(text_of(line.at("text")), Language::english);
  EXPECT_EQ(official_form(spoken.phones), text_of(line.at("phones")));
  EXPECT_EQ(spoken.tokens, from_json<std::vector<int>>(line.at("token_ids"))) << line.at("text");
}

class Golden : public ::testing::TestWithParam<std::string> {
 protected:
  const Json& expected() const { return golden().at("cases").at(GetParam()); }
  Lrc lrc() const { return parse_lrc(text_of(expected().at("text"))); }
};

TEST_P(Golden, ReadsTheSameTimesAndTexts) {
  const JsonArray& wanted = expected().at("parse_lyrics").as_array();
  const Lrc read = lrc();
  ASSERT_EQ(read.lines.size(), wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    EXPECT_EQ(read.lines[i].start_s, from_json<double>(wanted[i].at(0)));
    EXPECT_EQ(read.lines[i].text, text_of(wanted[i].at(1)));
  }
}

TEST_P(Golden, MakesTheSameTokens) {
  for (const Json& line : expected().at("lines").as_array()) {
    // Null: too long to be written out; its frames are checked. The official code fails on lines
    // without a letter; ours has tests of its own.
    if (line.is_null() || line.as_object().contains("error")) continue;
    expect_same_line(line);
  }
}

TEST_P(Golden, PlacesThemInTheSameFrames) {
  std::vector<TokenLine> lines;
  for (const TimedLine& line : lrc().lines) {
    lines.push_back({line.start_s, tokenizer().read(line.text, Language::english).tokens});
  }
  for (const auto& [name, wanted] : expected().at("frames").as_object()) {
    if (wanted.as_object().contains("error")) continue;
    const std::string model(name);  // "6144_120s"
    const FrameOptions options{.max_frames = std::stoi(model),
                               .seconds = std::stod(model.substr(model.find('_') + 1))};
    const Frames placed = place_lines(lines, options);
    EXPECT_EQ(placed.end_frame, from_json<int>(wanted.at("end_frame"))) << model;
    EXPECT_EQ(placed.duration, from_json<float>(wanted.at("normalized_duration_f16"))) << model;
    std::vector<std::int32_t> expected_tokens = golden_tensor(text_of(wanted.at("tensor")));
    expected_tokens.resize(static_cast<std::size_t>(options.max_frames));
    EXPECT_EQ(placed.tokens, expected_tokens) << model;
  }
}

INSTANTIATE_TEST_SUITE_P(Lyrics, Golden, ::testing::ValuesIn(case_names()), [](const auto& each) {
  std::string name = each.param;
  for (char& c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  }
  return name;
});

TEST(GoldenWords, AreReadTheSame) {
  for (const Json& word : golden().at("words").as_array()) expect_same_line(word);
}

TEST(GoldenVocabulary, HasTheSameIds) {
  const Json info = golden_file("vocab_info.json");
  const Vocabulary vocabulary(resource_folder() / "lyrics" / "phones.txt");
  EXPECT_EQ(vocabulary.size(), from_json<int>(info.at("vocab_size")));
  for (const auto& [phone, id] : info.at("vocab").as_object()) {
    EXPECT_EQ(vocabulary.token_of(phone), from_json<int>(id) + 1) << std::string_view(phone);
  }
}

}  // namespace
}  // namespace musicgen::lyrics
