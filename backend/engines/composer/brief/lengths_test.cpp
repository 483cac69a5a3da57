#include "engines/composer/brief/lengths.h"

#include <gtest/gtest.h>

#include "engines/composer/brief/brief.h"

namespace musicgen::composer {
namespace {

TEST(Lengths, AreReadInEveryClearSpelling) {
  const std::pair<const char*, double> kCases[] = {
      {"a calm piano piece, 40 s", 40},
      {"a calm piano piece, 40 seconds", 40},
      {"a 30 s loop", 30},
      {"a 15s jingle", 15},
      {"lofi, 120s", 120},
      {"80s long synth pop", 80},
      {"80s synth pop for 30s", 30},
      {"90s house, duration: 60s", 60},
      {"80s synth pop, 40 s", 40},
      {"80 s", 80},
      {"thirty seconds of rain", 30},
      {"a forty-five second sting", 45},
      {"2 minutes", 120},
      {"a 2-minute jingle", 120},
      {"3 min", 180},
      {"3min techno", 180},
      {"techno, 3m", 180},
      {"techno, 3m long", 180},
      {"2.5 minutes", 150},
      {"two and a half minutes", 150},
      {"a minute and a half", 90},
      {"2 minutes and a half", 150},
      {"half a minute", 30},
      {"half an hour of rain", 1800},
      {"a minute long", 60},
      {"rain for an hour", 3600},
      {"1:30 long", 90},
      {"techno, 1:30", 90},
      {"1:02:03", 3723},
      {"2 minutes 30 seconds", 150},
      {"2 minutes and 30 seconds", 150},
      {"2 min 30 s", 150},
      {"2m 30s", 150},
      {"2m30s", 150},
      {"2min30", 150},
      {"1h30m", 5400},
      {"1h", 3600},
      {"2 hrs", 7200},
      {"one hour and ten minutes", 4200},
      {"20 minutes, 3 hours into the night", 1200},
      {"it should last 2 minutes", 120},
      {"drop after 30 seconds, 3 minutes long", 180},
  };
  for (const auto& [prompt, seconds] : kCases) {
    const auto length = duration_in(prompt);
    ASSERT_TRUE(length) << prompt;
    EXPECT_DOUBLE_EQ(length->count(), seconds) << prompt;
  }
}

TEST(Lengths, AreNotHeardInOtherNumbers) {
  for (const char* prompt : {"80s synth pop",
                             "80s",
                             "pop, 80s, neon",
                             "the 60s",
                             "90s",
                             "90's house",
                             "music from the 80 s",
                             "80 s synth pop",
                             "1980s",
                             "2000s pop",
                             "7/8",
                             "120 bpm",
                             "120 beats per minute",
                             "808s and heartbreak",
                             "trap with 808s",
                             "old 45s",
                             "100s of birds",
                             "swimming 100m",
                             "100 m under the sea",
                             "24h party",
                             "at 3:30 am",
                             "a walk at 3:30",
                             "2:75",
                             "1:2:3:4",
                             "wait a minute",
                             "last minute",
                             "drop after 30 seconds",
                             "a break in the last 10 seconds",
                             "soft for the first 30 seconds",
                             "a bell every 30 seconds",
                             "0 minutes",
                             "99999 hours",
                             "30ms delay",
                             "five senses",
                             "half a moon",
                             "4h4h4"}) {
    EXPECT_FALSE(duration_in(prompt)) << prompt;
  }
}

TEST(Lengths, AreReadWithADecimalComma) {
  const std::pair<const char*, double> kCases[] = {
      {"calm piano, 1,5 min", 90}, {"1,5 min of rain", 90},  {"rain for 1,5min", 90},
      {"a 1,5-minute jingle", 90}, {"2,5 hours", 9000},      {"2,25 minutes", 135},
      {"0,125 hours", 450},        {"techno, 2,5m", 150},    {"1 min 2,5 s", 62.5},
      {"a 7,5s sting", 7.5},       {"1,5 min, 120 bpm", 90},
  };
  for (const auto& [prompt, seconds] : kCases) {
    const auto length = duration_in(prompt);
    ASSERT_TRUE(length) << prompt;
    EXPECT_DOUBLE_EQ(length->count(), seconds) << prompt;
  }
  EXPECT_FALSE(duration_in("a wall, 1,5m high"));
  EXPECT_FALSE(duration_in("a drop after 1,5 minutes"));
}

TEST(Lengths, AreReadWithACommaBetweenThousands) {
  EXPECT_EQ(duration_in("1,000 seconds"), Seconds(1000));
  EXPECT_EQ(duration_in("rain for 3,600s"), Seconds(3600));
  EXPECT_FALSE(duration_in("100,500 seconds"));
  EXPECT_FALSE(duration_in("1,000s of birds"));
}

TEST(Lengths, AreNotMixedUpWithWhatStandsBeforeAComma) {
  EXPECT_EQ(duration_in("lofi,90,3min"), Seconds(180));
  EXPECT_EQ(duration_in("techno at 130,3 min"), Seconds(180));
  EXPECT_EQ(duration_in("4/4,2 min"), Seconds(120));
  EXPECT_EQ(duration_in("2 min,30 s"), Seconds(150));
  EXPECT_EQ(duration_in("90, 5 min"), Seconds(300));
  EXPECT_EQ(duration_in("2—3 min"), Seconds(180));
  EXPECT_FALSE(duration_in("90s, 120 bpm"));
  EXPECT_FALSE(duration_in("90,80s synth pop"));
}

TEST(Lengths, KnowTheirWords) {
  const auto words = words_of("techno for two and a half minutes, 2 min and 5 s");
  EXPECT_EQ(length_at(words, 2)->span, (Span{2, 5}));
  EXPECT_EQ(length_at(words, 7)->span, (Span{7, 5}));
  EXPECT_FALSE(length_at(words, 0));
  EXPECT_EQ(length_at(words_of("1,5 min of rain"), 0)->span, (Span{0, 3}));
}

}  // namespace
}  // namespace musicgen::composer
