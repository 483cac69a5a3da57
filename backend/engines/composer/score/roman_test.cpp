#include "engines/composer/score/roman.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"

namespace musicgen::composer::writing {
namespace {

using ::testing::ElementsAre;

constexpr Key kCMajor{0, Mode::major};
constexpr Key kAMinor{9, Mode::minor};

std::string name(std::string_view numeral, Mode home, const Key& key) {
  return chord_of(numeral, home, key).name;
}

TEST(Roman, ReadsTriadsAndSevenths) {
  EXPECT_EQ(name("I", Mode::major, kCMajor), "C");
  EXPECT_EQ(name("ii7", Mode::major, kCMajor), "Dm7");
  EXPECT_EQ(name("V13", Mode::major, kCMajor), "G13");
  EXPECT_EQ(name("Imaj9", Mode::major, {5, Mode::major}), "Fmaj9");
  EXPECT_EQ(name("VI", Mode::minor, kAMinor), "F");
  EXPECT_EQ(name("iih7", Mode::minor, kAMinor), "Bm7b5");
  EXPECT_EQ(chord_of("ii9", Mode::major, kCMajor).tones.size(), 5u);
}

TEST(Roman, ReadsChromaticAndAppliedChords) {
  EXPECT_EQ(name("bVII", Mode::major, kCMajor), "Bb");
  EXPECT_EQ(name("V7/ii", Mode::major, kCMajor), "A7");
  EXPECT_EQ(name("V7/V", Mode::minor, kAMinor), "B7");
  EXPECT_EQ(name("bII", Mode::minor, kAMinor), "Bb");
  EXPECT_EQ(name("ii7/IV", Mode::major, kCMajor), "Gm7");
}

TEST(Roman, PutsOtherTonesInTheBass) {
  const Chord inverted = chord_of("V:3", Mode::major, kCMajor);
  EXPECT_EQ(inverted.name, "G/B");
  EXPECT_EQ(inverted.root, 7);
  EXPECT_EQ(inverted.bass, 11);
  EXPECT_EQ(name("IV@1", Mode::major, kCMajor), "F/C");
}

TEST(Roman, MovesDiatonicChordsIntoTheMode) {
  EXPECT_EQ(name("iv", Mode::minor, {2, Mode::dorian}), "G");
  EXPECT_EQ(name("I7", Mode::major, {7, Mode::mixolydian}), "G7");
  EXPECT_EQ(name("Imaj7", Mode::major, {7, Mode::mixolydian}), "G7");
  EXPECT_EQ(name("v", Mode::minor, {9, Mode::harmonic_minor}), "E");
}

TEST(Roman, ReplacesDiminishedTriadsThatAModeWouldMake) {
  EXPECT_EQ(name("IV", Mode::major, {5, Mode::lydian}), "G");
  EXPECT_EQ(name("VI", Mode::minor, {2, Mode::dorian}), "G");
}

TEST(Roman, LeavesChromaticChordsAsWrittenInAMode) {
  EXPECT_EQ(name("V7", Mode::minor, {2, Mode::dorian}), "A7");
}

TEST(Roman, DividesBars) {
  EXPECT_THAT(bars_of("ii7 V7 | I"), ElementsAre(ElementsAre("ii7", "V7"), ElementsAre("I")));
  EXPECT_THAT(bars_of("I vi"), ElementsAre(ElementsAre("I"), ElementsAre("vi")));
  EXPECT_THAT(bars_of("I | %"), ElementsAre(ElementsAre("I"), ElementsAre("I")));
}

TEST(Roman, RefusesWhatIsNoChord) {
  for (const char* text : {"H", "Iq", "", "IIII", "I:9", "V7/", "x"}) {
    EXPECT_THROW(chord_of(text, Mode::major, kCMajor), InternalError) << text;
  }
}

TEST(Roman, BendsTheScaleWhereAChordLeavesIt) {
  EXPECT_THAT(scale_over(chord_of("V7/ii", Mode::major, kCMajor), kCMajor),
              ElementsAre(1, 2, 4, 5, 7, 9, 11));
  EXPECT_THAT(scale_over(chord_of("I", Mode::major, kCMajor), kCMajor),
              ElementsAre(0, 2, 4, 5, 7, 9, 11));
}

TEST(Roman, SpellsAsTheKeyDoes) {
  EXPECT_EQ(spell(10, {5, Mode::major}), "Bb");
  EXPECT_EQ(spell(10, {11, Mode::major}), "A#");
  EXPECT_EQ(spell(3, {0, Mode::minor}), "Eb");
}

}  // namespace
}  // namespace musicgen::composer::writing
