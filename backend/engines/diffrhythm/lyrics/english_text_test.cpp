#include "engines/diffrhythm/lyrics/english_text.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "engines/diffrhythm/lyrics/number_words.h"

namespace musicgen::lyrics {
namespace {

// With single spaces, as the text is later read.
std::string spelled(std::string_view text) {
  std::string out;
  for (const std::string& word : split(spell_numbers(text), ' ')) {
    if (word.empty()) continue;
    if (!out.empty()) out += ' ';
    out += word;
  }
  return out;
}

TEST(EnglishText, SpeaksWholeNumbers) {
  EXPECT_EQ(spelled("0"), "zero");
  EXPECT_EQ(spelled("007"), "seven");
  EXPECT_EQ(spelled("12345"), "twelve thousand, three hundred forty-five");
  EXPECT_EQ(spelled("5021"), "five thousand twenty-one");
  EXPECT_EQ(spelled("1,000,000"), "one million");
}

TEST(EnglishText, SpeaksYears) {
  EXPECT_EQ(spelled("1000"), "one thousand");
  EXPECT_EQ(spelled("1905"), "nineteen oh five");
  EXPECT_EQ(spelled("1900"), "nineteen hundred");
  EXPECT_EQ(spelled("2000"), "two thousand");
  EXPECT_EQ(spelled("2007"), "two thousand seven");
  EXPECT_EQ(spelled("2010"), "twenty ten");
  EXPECT_EQ(spelled("3000"), "three thousand");
}

TEST(EnglishText, SpeaksMoney) {
  EXPECT_EQ(spelled("$1"), "one dollar");
  EXPECT_EQ(spelled("$5.50"), "five dollars, fifty cents");
  EXPECT_EQ(spelled("$0.01"), "one cent");
  EXPECT_EQ(spelled("$0"), "zero dollars");
  EXPECT_EQ(spelled("£3,000"), "three thousand pounds");
}

TEST(EnglishText, SpeaksParts) {
  EXPECT_EQ(spelled("1/2"), "one half");
  EXPECT_EQ(spelled("3/4"), "three quarters");
  EXPECT_EQ(spelled("2/3"), "two third");
  EXPECT_EQ(spelled("3.14"), "three point fourteen");
  EXPECT_EQ(spelled("50%"), "fifty percent");
}

TEST(EnglishText, SpeaksOrdinals) {
  EXPECT_EQ(spelled("1st"), "first");
  EXPECT_EQ(spelled("20th"), "twentieth");
  EXPECT_EQ(spelled("112th"), "one hundred and twelfth");
}

TEST(EnglishText, SpeaksEndlessNumbersDigitByDigit) {
  EXPECT_EQ(spelled(std::string(37, '1')).substr(0, 11), "one one one");
}

TEST(EnglishText, ExpandsAbbreviationsAsWholeWords) {
  EXPECT_EQ(expand_abbreviations("Dr. and MRS"), "doctor. and misess");
  EXPECT_EQ(expand_abbreviations("drum st_ 1st"), "drum st_ 1st");
}

TEST(EnglishText, TakesLongRunsOfSigns) {
  for (const char* sign : {"1,", "$", "1/", ".", "%", "£,"}) {
    std::string text;
    for (int i = 0; i < 10000; ++i) text += sign;
    EXPECT_FALSE(spell_numbers(text).empty()) << sign;
  }
}

}  // namespace
}  // namespace musicgen::lyrics
