// Whatever the prompt, a brief is whole: complete, in range, free of what was refused.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/text.h"
#include "engines/composer/brief/brief_fixture.h"
#include "engines/composer/random.h"

namespace musicgen::composer {
namespace {

using fixture::knowledge;

bool belongs_to(const std::string& family, const std::string& instrument) {
  const auto& members = find_named(knowledge().language.families, family)->members;
  return std::find(members.begin(), members.end(), instrument) != members.end();
}

void expect_whole(const Brief& brief) {
  EXPECT_NE(find_named(knowledge().genres, brief.genre), nullptr);
  EXPECT_NE(find_named(knowledge().moods, brief.mood), nullptr);
  EXPECT_GE(brief.bpm, 30);
  EXPECT_LE(brief.bpm, 300);
  EXPECT_FALSE(brief.title.empty());
  EXPECT_LE(count_characters(brief.title), 60u);
  EXPECT_TRUE(is_valid_utf8(brief.title));
  ASSERT_GE(brief.energy.size(), 2u);
  ASSERT_LE(brief.energy.size(), 64u);
  for (const double point : brief.energy) EXPECT_TRUE(point >= 0 && point <= 1) << point;
  for (const Ambience& layer : brief.ambience) {
    EXPECT_NE(find_named(knowledge().ambience, layer.name), nullptr) << layer.name;
  }
  EXPECT_FALSE(brief.instruments.empty());
  for (const std::string& name : brief.instruments) {
    EXPECT_NE(find_named(knowledge().instruments, name), nullptr) << name;
    for (const std::string& unwanted : brief.without) {
      EXPECT_NE(name, unwanted);
      if (unwanted != "drums" && unwanted != "bass") continue;
      EXPECT_FALSE(belongs_to(unwanted, name)) << name;
    }
  }
  EXPECT_LE(brief.not_understood.size(), 100u);
  for (const std::string& words : brief.not_understood) {
    EXPECT_LE(count_characters(words), 60u);
    EXPECT_TRUE(is_valid_utf8(words));
  }
  EXPECT_EQ(to_text(to_json(brief_from_json(to_json(brief)))), to_text(to_json(brief)));
}

// The brief of a prompt, or that it was refused as empty.
void try_prompt(const std::string& prompt, std::uint64_t seed) {
  try {
    expect_whole(fixture::brief_of(prompt, seed));
  } catch (const InvalidParameter& error) {
    EXPECT_EQ(error.field(), "/prompt");
    EXPECT_EQ(clean_text(prompt), "");
  }
}

TEST(BriefProperty, HoldsForRandomBytes) {
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    Random random(seed, "bytes");
    std::string prompt(static_cast<std::size_t>(random.between(0, 300)), ' ');
    for (char& c : prompt) c = static_cast<char>(random.between(0, 255));
    try_prompt(prompt, seed);
  }
}

TEST(BriefProperty, HoldsForRandomSentences) {
  std::vector<std::string> words = {"no",  "without", "only", "to",     "or",  ",",  "3/4", "in",
                                    "Am",  "90 bpm",  "F#",   "solo",   "and", "-",  "key", "at",
                                    "130", "of",      "🎵",    "zxcvbn", "\n",  "not"};
  for (const auto& genre : knowledge().genres) {
    words.insert(words.end(), genre.words.begin(), genre.words.end());
    words.insert(words.end(), genre.hints.begin(), genre.hints.end());
  }
  for (const auto& mood : knowledge().moods) words.push_back(mood.words.back());
  for (const auto& layer : knowledge().ambience) words.push_back(layer.name);
  for (const auto& instrument : knowledge().instruments) words.push_back(instrument.name);
  for (const auto& family : knowledge().language.families) words.push_back(family.words.front());
  for (const auto& course : knowledge().language.courses) words.push_back(course.words.back());
  for (std::uint64_t seed = 0; seed < 1500; ++seed) {
    Random random(seed, "sentences");
    std::string prompt;
    const int count = random.between(1, 14);
    for (int i = 0; i < count; ++i) {
      // Every other word is one of the joining ones, which matter most.
      const int most = i % 2 == 0 ? static_cast<int>(words.size()) : 22;
      prompt += words[static_cast<std::size_t>(random.between(0, most - 1))] + " ";
    }
    SCOPED_TRACE(prompt);
    try_prompt(prompt, seed);
  }
}

TEST(BriefProperty, HoldsWhereEverythingIsRefused) {
  std::string prompt = "rock";
  for (const auto& instrument : knowledge().instruments) prompt += ", no " + instrument.name;
  const Brief brief = fixture::brief_of(prompt);
  EXPECT_EQ(brief.instruments.size(), 1u);
  expect_whole(brief);
}

TEST(BriefProperty, HoldsForLongPrompts) {
  std::string prompt;
  while (prompt.size() < 200000) prompt += "no jazz, piano or very sad rain to happy 🎵 ";
  try_prompt(prompt, 1);
  try_prompt(std::string(200000, 'a'), 1);
  try_prompt(std::string(200000, ','), 1);
  try_prompt(std::string(200000, '-'), 1);
}

}  // namespace
}  // namespace musicgen::composer
