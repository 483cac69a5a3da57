#include "engines/diffrhythm/lyrics/tokenizer.h"

#include <thread>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/config.h"
#include "base/error.h"
#include "engines/diffrhythm/lyrics/espeak/espeak.h"

namespace musicgen::lyrics {
namespace {

const Tokenizer& tokenizer() {
  static const Tokenizer shared(resource_folder() / "lyrics", open_speaker);
  return shared;
}

std::string phones(std::string_view line, Language otherwise = Language::english) {
  return fmt::format("{}", fmt::join(tokenizer().read(line, otherwise).phones, "|"));
}

TEST(Tokenizer, HasNothingToSayOfLinesWithoutWords) {
  for (const char* line : {"", "   ", "...", "!?", "🎵🎶", "\u202e\u200f", "- -- ()"}) {
    EXPECT_TRUE(tokenizer().read(line, Language::english).tokens.empty()) << line;
    EXPECT_TRUE(tokenizer().read(line, Language::mandarin).tokens.empty()) << line;
  }
}

TEST(Tokenizer, SpeaksNumbersInTheLanguageOfTheSong) {
  EXPECT_EQ(phones("2"), "t|uː");
  EXPECT_EQ(phones("2", Language::mandarin), "əɹ↓");
}

TEST(Tokenizer, ReadsLettersOfOtherAlphabetsThatAreLatin) {
  EXPECT_EQ(phones("éé").empty(), false);
}

TEST(Tokenizer, MixesLanguagesInALine) {
  const SpokenLine line = tokenizer().read("我爱你 baby 爱", Language::english);
  EXPECT_EQ(fmt::format("{}", fmt::join(line.phones, "|")), "uo↓↑|aɪ↓|n|i↓↑|b|eɪ|b|i|_|aɪ↓");
  EXPECT_EQ(line.english_syllables, 2);
  EXPECT_EQ(line.mandarin_syllables, 4);
}

TEST(Tokenizer, CountsSyllables) {
  EXPECT_EQ(tokenizer().read("little hello world", Language::english).syllables(), 5);
}

TEST(Tokenizer, IsUnharmedByHostileText) {
  std::string long_word(5000, 'w');
  std::string brackets;
  for (int i = 0; i < 2000; ++i) brackets += "[[<speak>a";
  for (const std::string& line :
       {std::string("a\0b", 3), long_word, brackets,
        std::string("[[aI]] <mark name='x'/> &amp; %s%n"),
        std::string("a\u202eb\u0301\u0301\u0301\u0301\ufeffc"), std::string("\x7f\x01z"),
        std::string("👩‍👩‍👧 love")}) {
    EXPECT_FALSE(tokenizer().read(line, Language::english).tokens.empty());
  }
}

TEST(Tokenizer, AnswersTheSameFromManyThreads) {
  const std::string wanted = phones("Electric veins pulse through concrete skies");
  std::vector<std::string> read(8);
  {
    std::vector<std::jthread> threads;
    for (std::string& mine : read) {
      threads.emplace_back([&mine] {
        const Tokenizer own(resource_folder() / "lyrics", open_speaker);
        for (int i = 0; i < 20; ++i) {
          const SpokenLine line =
              own.read("Electric veins pulse through concrete skies", Language::english);
          mine = fmt::format("{}", fmt::join(line.phones, "|"));
        }
      });
    }
  }
  EXPECT_THAT(read, ::testing::Each(wanted));
}

TEST(Tokenizer, OpensTheSpeakerOnlyForWordsThatNeedIt) {
  const Tokenizer silent(resource_folder() / "lyrics", []() -> std::shared_ptr<const Speaker> {
    throw EngineUnavailable("no voice");
  });
  EXPECT_EQ(silent.read("爱", Language::english).syllables(), 1);
  EXPECT_THROW(silent.read("love", Language::english), EngineUnavailable);
}

}  // namespace
}  // namespace musicgen::lyrics
