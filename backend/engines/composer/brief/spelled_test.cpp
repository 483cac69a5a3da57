#include "engines/composer/brief/spelled.h"

#include <gtest/gtest.h>

namespace musicgen::composer {
namespace {

TEST(Spelled, ReadsNumbersUpToHundreds) {
  const std::pair<const char*, double> kCases[] = {
      {"seven", 7},
      {"nineteen", 19},
      {"ninety", 90},
      {"forty five", 45},
      {"forty-five", 45},
      {"a hundred", 100},
      {"hundred", 100},
      {"one hundred", 100},
      {"a hundred and twenty", 120},
      {"one hundred thirty eight", 138},
      {"two hundred and five", 205},
  };
  for (const auto& [text, value] : kCases) {
    const auto words = words_of(text);
    const auto number = spelled_number(words, 0);
    ASSERT_TRUE(number) << text;
    EXPECT_DOUBLE_EQ(number->value, value) << text;
    EXPECT_EQ(number->end, words.size()) << text;
  }
}

TEST(Spelled, ReadsNoOtherWords) {
  for (const char* text : {"a", "and", "", "a song", "hundreds", "90", "ninetieth"}) {
    EXPECT_FALSE(spelled_number(words_of(text), 0)) << text;
  }
}

TEST(Spelled, EndsWithItsNumber) {
  EXPECT_EQ(spelled_number(words_of("ninety ten"), 0)->end, 1u);
  EXPECT_EQ(spelled_number(words_of("ninety, five"), 0)->end, 1u);
  EXPECT_EQ(spelled_number(words_of("a hundred and more"), 0)->end, 2u);
}

TEST(Spelled, BeginsInsideNoOther) {
  const auto words = words_of("nine hundred and ninety one");
  for (std::size_t i = 1; i < words.size(); ++i) EXPECT_FALSE(spelled_number(words, i)) << i;
}

}  // namespace
}  // namespace musicgen::composer
