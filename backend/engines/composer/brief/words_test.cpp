#include "engines/composer/brief/words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace musicgen::composer {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> texts_of(std::string_view text) {
  std::vector<std::string> texts;
  for (const Word& word : words_of(text)) texts.push_back(word.text);
  return texts;
}

TEST(Words, AreLowerCaseWithoutPunctuation) {
  EXPECT_THAT(texts_of("Dark, (moody) TECHNO!"), ElementsAre("dark", "moody", "techno"));
}

TEST(Words, AreSplitAtHyphens) {
  EXPECT_THAT(texts_of("Lo-Fi"), ElementsAre("lo", "fi"));
  EXPECT_TRUE(words_of("Lo-Fi")[1].hyphened);
  EXPECT_FALSE(words_of("Lo - Fi")[1].hyphened);
}

TEST(Words, KeepSignsThatMeanSomethingInMusic) {
  EXPECT_THAT(texts_of("F# 3/4 92.5 2:30 R&B"), ElementsAre("f#", "3/4", "92.5", "2:30", "r&b"));
  EXPECT_THAT(texts_of("F\u266F B\u266D"), ElementsAre("f#", "bb"));
}

TEST(Words, DropApostrophes) {
  EXPECT_THAT(texts_of("don't 90's rock 'n' roll"),
              ElementsAre("dont", "90s", "rock", "n", "roll"));
  EXPECT_THAT(texts_of("don\u2019t"), ElementsAre("dont"));
}

TEST(Words, LoseSignsAtTheirEnds) {
  EXPECT_THAT(texts_of("rain. 90. a/b C#. #tag"), ElementsAre("rain", "90", "a", "b", "c#", "tag"));
}

TEST(Words, KnowWhereClausesStart) {
  const auto words = words_of("dark house, no drums & bass");
  std::vector<bool> starts;
  for (const Word& word : words) starts.push_back(word.starts_clause);
  EXPECT_THAT(starts, ElementsAre(true, false, true, false, false));
}

TEST(Words, KnowWhenOnlyACommaStandsBeforeThem) {
  const auto words = words_of("1,5 min, 2 , 3 4\u20145");
  std::vector<bool> after_comma;
  for (const Word& word : words) after_comma.push_back(word.after_comma);
  EXPECT_THAT(after_comma, ElementsAre(false, true, false, false, false, false, false));
}

TEST(Words, KeepOtherScriptsWhole) {
  EXPECT_THAT(texts_of("雨の音 🎵 café"), ElementsAre("雨の音", "🎵", "café"));
}

TEST(Words, RememberTheirSpelling) {
  const std::string text = "Please: Lo-Fi \u201CBeats\u201D";
  const auto words = words_of(text);
  EXPECT_EQ(spelling_of(text, std::span(words).subspan(1, 3)), "Lo-Fi \u201CBeats");
  EXPECT_EQ(spelling_of(text, {}), "");
}

TEST(Words, HaveOneNormalForm) {
  EXPECT_EQ(normal_form("Lo-Fi  HIP_hop"), "lo fi hip hop");
  EXPECT_EQ(normal_form(" ,. "), "");
}

}  // namespace
}  // namespace musicgen::composer
