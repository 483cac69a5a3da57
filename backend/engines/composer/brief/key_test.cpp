#include <gtest/gtest.h>

#include "base/error.h"
#include "engines/composer/brief/brief.h"

namespace musicgen::composer {
namespace {

TEST(Key, IsReadInManySpellings) {
  const std::pair<const char*, Key> kCases[] = {
      {"F# minor", {6, Mode::minor}},
      {"f sharp min", {6, Mode::minor}},
      {"Bbm", {10, Mode::minor}},
      {"B-flat major", {10, Mode::major}},
      {"C", {0, Mode::major}},
      {"am", {9, Mode::minor}},
      {"D dorian", {2, Mode::dorian}},
      {"E Phrygian", {4, Mode::phrygian}},
      {"c#maj", {1, Mode::major}},
      {"F\u266Fm", {6, Mode::minor}},
      {"Eb lydian", {3, Mode::lydian}},
      {"G mixolydian", {7, Mode::mixolydian}},
      {"a natural minor", {9, Mode::minor}},
      {"A harmonic minor", {9, Mode::harmonic_minor}},
      {"Cb major", {11, Mode::major}},
      {"B# minor", {0, Mode::minor}},
      {"b", {11, Mode::major}},
      {"bb", {10, Mode::major}},
      {"C ionian", {0, Mode::major}},
      {"A aeolian", {9, Mode::minor}},
  };
  for (const auto& [text, key] : kCases) EXPECT_EQ(key_of(text), key) << text;
}

TEST(Key, IsRefusedWhereItIsNone) {
  for (const char* text : {"", "H", "F#m7", "C minor piano", "locrian", "C locrian", "major", "##",
                           "c4", "bass", "\xff", "Am Am"}) {
    EXPECT_THROW(key_of(text), InvalidParameter) << text;
  }
}

TEST(Key, IsSpelledAsItsSignatureIs) {
  const std::pair<Key, const char*> kCases[] = {
      {{10, Mode::minor}, "Bb minor"},   {{6, Mode::minor}, "F# minor"},
      {{1, Mode::minor}, "C# minor"},    {{8, Mode::minor}, "G# minor"},
      {{3, Mode::minor}, "Eb minor"},    {{1, Mode::major}, "Db major"},
      {{8, Mode::major}, "Ab major"},    {{6, Mode::major}, "F# major"},
      {{11, Mode::major}, "B major"},    {{3, Mode::dorian}, "Eb dorian"},
      {{10, Mode::dorian}, "Bb dorian"}, {{6, Mode::mixolydian}, "F# mixolydian"},
      {{5, Mode::lydian}, "F lydian"},   {{0, Mode::harmonic_minor}, "C harmonic minor"},
  };
  for (const auto& [key, name] : kCases) EXPECT_EQ(name_of(key), name);
}

TEST(Key, ReadsEveryNameItWrites) {
  for (int tonic = 0; tonic < 12; ++tonic) {
    for (const Mode mode : {Mode::major, Mode::minor, Mode::dorian, Mode::phrygian, Mode::lydian,
                            Mode::mixolydian, Mode::harmonic_minor}) {
      const Key key{tonic, mode};
      EXPECT_EQ(key_of(name_of(key)), key) << name_of(key);
    }
  }
}

TEST(Key, HasSevenRisingSteps) {
  for (const Mode mode : {Mode::major, Mode::minor, Mode::dorian, Mode::phrygian, Mode::lydian,
                          Mode::mixolydian, Mode::harmonic_minor}) {
    const auto& steps = steps_of(mode);
    ASSERT_EQ(steps.size(), 7u);
    EXPECT_EQ(steps.front(), 0);
    EXPECT_TRUE(std::is_sorted(steps.begin(), steps.end(), std::less_equal<>()));
    EXPECT_LT(steps.back(), 12);
  }
  EXPECT_EQ(steps_of(Mode::phrygian)[1], 1);
  EXPECT_EQ(steps_of(Mode::lydian)[3], 6);
  EXPECT_EQ(steps_of(Mode::mixolydian)[6], 10);
  EXPECT_EQ(steps_of(Mode::dorian)[5], 9);
  EXPECT_EQ(steps_of(Mode::harmonic_minor)[6], 11);
}

TEST(Meter, IsReadAndWritten) {
  EXPECT_EQ(meter_of("3/4"), (Meter{3, 4}));
  EXPECT_EQ(meter_of(" 12 / 8 "), (Meter{12, 8}));
  EXPECT_EQ(name_of(Meter{6, 8}), "6/8");
  EXPECT_DOUBLE_EQ((Meter{6, 8}).quarters(), 3);
}

TEST(Meter, IsRefusedWhereItCantBePlayed) {
  for (const char* text : {"", "4", "4/", "/4", "1/4", "13/8", "4/3", "4/16", "3/4/4", "-3/4",
                           "four/four", "99999999999/4", "3.5/4"}) {
    EXPECT_THROW(meter_of(text), InvalidParameter) << text;
  }
}

}  // namespace
}  // namespace musicgen::composer
