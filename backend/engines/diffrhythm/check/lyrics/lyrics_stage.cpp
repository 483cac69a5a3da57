// Lyrics against what the official code made of the same text: times, phones, tokens and frames,
// all exact. Only in builds with the room `lyrics` and espeak-ng.

#include <sstream>

#include "base/config.h"
#include "engines/diffrhythm/check/stages.h"
#include "engines/diffrhythm/lyrics/espeak/espeak.h"
#include "engines/diffrhythm/lyrics/frames.h"
#include "engines/diffrhythm/lyrics/lrc.h"
#include "engines/diffrhythm/lyrics/tokenizer.h"

namespace musicgen::diffrhythm {

namespace {

constexpr const char* kCases = "lyrics.json";
constexpr const char* kFrames = "lyrics.safetensors";
constexpr const char* kVocabulary = "vocab_info.json";

class LyricsCheck {
 public:
  LyricsCheck(GoldenFolder& folder, Report& report)
      : folder_(folder),
        report_(report),
        tokenizer_(resource_folder() / "lyrics", lyrics::open_speaker) {}

  void run() {
    const JsonValue golden = JsonValue::read(folder_.path() / kCases);
    for (const auto& [name, values] : golden.at("cases").object()) check_case(name, values);
    if (const JsonValue* words = golden.find("words")) {
      for (const JsonValue& word : words->array()) check_line("words", word);
    }
    if (folder_.has(kVocabulary)) check_vocabulary();
  }

 private:
  void expect(const std::string& what, bool fits, const std::string& why) {
    report_.expect(folder_, std::string(kCases) + " " + what, fits, why);
  }

  void check_case(const std::string& name, const JsonValue& values) {
    const lyrics::Lrc lrc = lyrics::parse_lrc(values.at("text").string());
    check_times(name, lrc, values.at("parse_lyrics").array());
    for (const JsonValue& line : values.at("lines").array()) {
      // Null: too long to be written out. An error: a line without a letter, on which the official
      // code fails and ours does not.
      if (!line.is_null() && line.find("error") == nullptr) check_line(name, line);
    }
    std::vector<lyrics::TokenLine> lines;
    for (const lyrics::TimedLine& line : lrc.lines) {
      lines.push_back({line.start_s, tokens_of(line.text)});
    }
    for (const auto& [model, wanted] : values.at("frames").object()) {
      if (wanted.find("error") == nullptr) check_frames(name + " " + model, model, lines, wanted);
    }
  }

  void check_times(const std::string& name, const lyrics::Lrc& lrc,
                   const JsonValue::Array& wanted) {
    bool same = lrc.lines.size() == wanted.size();
    for (std::size_t i = 0; same && i < wanted.size(); ++i) {
      same = lrc.lines[i].start_s == wanted[i].array().at(0).number() &&
             lrc.lines[i].text == wanted[i].array().at(1).string();
    }
    expect(name + " times", same, "other times or texts");
  }

  std::vector<int> tokens_of(const std::string& text) {
    return tokenizer_.read(text, lyrics::Language::english).tokens;
  }

  void check_line(const std::string& name, const JsonValue& line) {
    const std::string& text = line.at("text").string();
    std::vector<int> wanted;
    for (const JsonValue& token : line.at("token_ids").array()) {
      wanted.push_back(static_cast<int>(token.integer()));
    }
    std::ostringstream phones;
    for (const std::string& phone : tokenizer_.read(text, lyrics::Language::english).phones) {
      phones << phone << '|';
    }
    expect(name + " \"" + text + "\"", tokens_of(text) == wanted,
           phones.str() + " instead of " + line.at("phones").string());
  }

  // `model` is "6144_120s": frames of the model, seconds of the song.
  void check_frames(const std::string& what, const std::string& model,
                    const std::vector<lyrics::TokenLine>& lines, const JsonValue& wanted) {
    const lyrics::FrameOptions options{.max_frames = std::stoi(model),
                                       .seconds = std::stod(model.substr(model.find('_') + 1))};
    const lyrics::Frames placed = lyrics::place_lines(lines, options);
    expect(what + " length",
           placed.end_frame == wanted.at("end_frame").integer() &&
               double{placed.duration} == wanted.at("normalized_duration_f16").number(),
           "another end frame or duration");
    const std::vector<float> tokens(placed.tokens.begin(),
                                    placed.tokens.begin() + placed.end_frame);
    report_.compare(folder_, kFrames, wanted.at("tensor").string(), tokens, 0);
  }

  void check_vocabulary() {
    const lyrics::Vocabulary vocabulary(resource_folder() / "lyrics" / "phones.txt");
    const JsonValue info = JsonValue::read(folder_.path() / kVocabulary);
    bool same = vocabulary.size() == info.at("vocab_size").integer();
    for (const auto& [phone, id] : info.at("vocab").object()) {
      same = same && vocabulary.token_of(phone) == id.integer() + 1;
    }
    report_.expect(folder_, kVocabulary, same, "other phones");
  }

  GoldenFolder& folder_;
  Report& report_;
  lyrics::Tokenizer tokenizer_;
};

}  // namespace

Stage lyrics_stage() {
  return {"lyrics",
          [](const GoldenFolder& folder) { return folder.has(kCases) && folder.has(kFrames); },
          [](GoldenFolder& folder, Report& report) { LyricsCheck(folder, report).run(); }};
}

}  // namespace musicgen::diffrhythm
