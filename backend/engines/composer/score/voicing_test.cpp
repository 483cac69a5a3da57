#include "engines/composer/score/voicing.h"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "engines/composer/score/roman.h"

namespace musicgen::composer::writing {
namespace {

constexpr Key kKey{0, Mode::major};

std::vector<std::vector<int>> led(const char* progression, const VoicingStyle& style) {
  std::vector<std::vector<int>> voicings;
  for (const auto& bar : bars_of(progression)) {
    for (const std::string& numeral : bar) {
      const Chord chord = chord_of(numeral, Mode::major, kKey);
      voicings.push_back(
          voice(chord, style, voicings.empty() ? std::vector<int>{} : voicings.back()));
    }
  }
  return voicings;
}

TEST(Voicing, KeepsToItsRange) {
  for (const char* kind :
       {"close", "drop2", "open", "shell", "triad", "power", "fifths", "chorale"}) {
    const VoicingStyle style{kind, 4, 50, 74};
    for (const auto& pitches : led("Imaj9 V7/vi vi7 IVmaj7 ii9 V13 I bVII", style)) {
      EXPECT_FALSE(pitches.empty());
      EXPECT_TRUE(std::is_sorted(pitches.begin(), pitches.end())) << kind;
      EXPECT_GE(pitches.front(), 50);
      EXPECT_LE(pitches.back(), 74);
    }
  }
}

TEST(Voicing, MovesLittleFromChordToChord) {
  const VoicingStyle style{"close", 4, 48, 76};
  const auto voicings = led("I vi IV V I IV ii V7 iii vi ii V I", style);
  for (std::size_t i = 1; i < voicings.size(); ++i) {
    EXPECT_LE(motion(voicings[i - 1], voicings[i]), 12) << i;
    EXPECT_LE(std::abs(voicings[i].back() - voicings[i - 1].back()), 5) << i;
  }
}

TEST(Voicing, KeepsThirdAndSeventh) {
  const Chord chord = chord_of("V13", Mode::major, kKey);
  std::set<int> classes;
  for (const int pitch : voice(chord, {"shell", 4, 50, 74}, {})) classes.insert(pitch % 12);
  EXPECT_TRUE(classes.count(11));
  EXPECT_TRUE(classes.count(5));
  EXPECT_FALSE(classes.count(7));
}

TEST(Voicing, PowerChordsHaveNoThird) {
  for (const auto& pitches : led("I IV V vi", {"power", 3, 40, 62})) {
    for (const int pitch : pitches) {
      const int interval = (pitch - pitches.front()) % 12;
      EXPECT_TRUE(interval == 0 || interval == 7);
    }
  }
}

TEST(Voicing, ChoralesAvoidParallelFifthsAndOctaves) {
  const auto voicings = led("I IV V I vi ii V I IV ii V7 I vi IV V I", {"chorale", 3, 50, 74});
  for (std::size_t i = 1; i < voicings.size(); ++i) {
    for (std::size_t a = 0; a < 3; ++a) {
      for (std::size_t b = a + 1; b < 3; ++b) {
        const int before = (voicings[i - 1][b] - voicings[i - 1][a]) % 12;
        const int after = (voicings[i][b] - voicings[i][a]) % 12;
        const bool moves = voicings[i - 1][a] != voicings[i][a];
        EXPECT_FALSE(moves && before == after && (before == 7 || before == 0)) << i;
      }
    }
  }
}

TEST(Voicing, LowNotesStandApart) {
  for (const auto& pitches : led("I ii iii IV V vi", {"close", 5, 36, 70})) {
    for (std::size_t i = 1; i < pitches.size(); ++i) {
      EXPECT_TRUE(pitches[i - 1] >= 48 || pitches[i] - pitches[i - 1] >= 3);
    }
  }
}

}  // namespace
}  // namespace musicgen::composer::writing
