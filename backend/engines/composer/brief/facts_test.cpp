#include "engines/composer/brief/facts.h"

#include <gtest/gtest.h>

namespace musicgen::composer {
namespace {

StatedFacts facts_in(std::string_view text) {
  return stated_facts(words_of(text));
}

TEST(Facts, StateTempo) {
  const std::pair<const char*, double> kCases[] = {
      {"90 bpm", 90},
      {"90bpm", 90},
      {"house at 128 BPM", 128},
      {"bpm: 130", 130},
      {"BPM 92.5", 92.5},
      {"tempo 100", 100},
      {"tempo of 100", 100},
      {"a tempo of around 84 bpm", 84},
      {"120 beats per minute", 120},
      {"techno at 130", 130},
      {"techno at 130 with pads", 130},
      {"80-90 bpm", 85},
      {"80 to 90 bpm", 85},
      {"between 120 and 126 bpm", 123},
      {"90 bpm then 120 bpm", 90},
      {"92,5 bpm", 92.5},
      {"BPM: 92,5", 92.5},
      {"techno at 127,5", 127.5},
      {"80-92,5bpm", 86.25},
      {"90s, 120 bpm", 120},
      {"90,120 bpm", 120},
      {"4/4,120 bpm", 120},
      {"1,5 min, 120 bpm", 120},
      {"sixty beats per minute", 60},
      {"120 beats a minute", 120},
      {"at ninety bpm", 90},
      {"ninety-five bpm", 95},
      {"jazz at a hundred bpm", 100},
      {"one hundred and twenty bpm", 120},
      {"house at one twenty eight bpm", 128},
      {"a tempo of ninety", 90},
      {"bpm: one hundred and ten", 110},
      {"eighty to ninety bpm", 85},
      {"between sixty and seventy bpm", 65},
      {"eighty-ninety bpm", 85},
      {"a hundred to 120 bpm", 110},
  };
  for (const auto& [text, bpm] : kCases) {
    const auto stated = facts_in(text).bpm;
    ASSERT_TRUE(stated) << text;
    EXPECT_DOUBLE_EQ(stated->value, bpm) << text;
  }
}

TEST(Facts, StateNoTempoThatCantBePlayed) {
  for (const char* text : {"900 bpm", "0 bpm", "bpm", "at 3 am", "at 440 hz", "808", "90s house",
                           "nan bpm", "nine hundred and ninety bpm", "ten bpm", "at ninety degrees",
                           "one tempo change", "1e9 bpm", "-90", "at 90 degrees", "24/7 bpm"}) {
    EXPECT_FALSE(facts_in(text).bpm) << text;
  }
}

TEST(Facts, StateKey) {
  const std::pair<const char*, const char*> kCases[] = {
      {"in F# minor", "F# minor"},
      {"house in Am", "A minor"},
      {"key of D", "D major"},
      {"in the key of A", "A major"},
      {"key: Bbm", "Bb minor"},
      {"Key C sharp minor", "C# minor"},
      {"piano, E flat major", "Eb major"},
      {"ballad in C", "C major"},
      {"blues in E with guitar", "E major"},
      {"D dorian groove", "D dorian"},
      {"f#m techno", "F# minor"},
      {"techno Ebm", "Eb minor"},
      {"techno, Gm, hard", "G minor"},
      {"song in A minor", "A minor"},
      {"a slow song in A minor key", "A minor"},
      {"A minor", "A minor"},
      {"A harmonic minor", "A harmonic minor"},
      {"in F#, 90 bpm", "F# major"},
  };
  for (const auto& [text, name] : kCases) {
    const auto stated = facts_in(text).key;
    ASSERT_TRUE(stated) << text;
    EXPECT_EQ(name_of(stated->value), name) << text;
  }
}

TEST(Facts, StateNoKeyInPlainWords) {
  for (const char* text :
       {"a major drop", "in a forest", "plan b", "i am happy", "in a dream", "fm synth", "in d&b",
        "a minor key", "be sharp", "A song", "e-piano", "in C4D", "ebm", "at 3 am", "key"}) {
    EXPECT_FALSE(facts_in(text).key) << text;
  }
}

TEST(Facts, StateModeAlone) {
  const std::pair<const char*, Mode> kCases[] = {
      {"in a minor key", Mode::minor},   {"major key", Mode::major},
      {"dorian groove", Mode::dorian},   {"something in minor", Mode::minor},
      {"phrygian mode", Mode::phrygian}, {"harmonic minor", Mode::harmonic_minor},
      {"minor chords", Mode::minor},
  };
  for (const auto& [text, mode] : kCases) {
    const auto stated = facts_in(text).mode;
    ASSERT_TRUE(stated) << text;
    EXPECT_EQ(stated->value, mode) << text;
  }
  EXPECT_FALSE(facts_in("a major drop").mode);
  EXPECT_FALSE(facts_in("minor details").mode);
}

TEST(Facts, StateMeter) {
  EXPECT_EQ(facts_in("a waltz in 3/4 time").meter->value, (Meter{3, 4}));
  EXPECT_EQ(facts_in("6/8").meter->value, (Meter{6, 8}));
  EXPECT_EQ(facts_in("open 24/7, then 5/4").meter->value, (Meter{5, 4}));
  EXPECT_FALSE(facts_in("13/16").meter);
  EXPECT_FALSE(facts_in("1/2/2024").meter);
}

TEST(Facts, StateDuration) {
  const std::pair<const char*, double> kCases[] = {
      {"2 minutes", 120}, {"30 seconds", 30},     {"90sec", 90},    {"a 10-minute drone", 600},
      {"2:30 long", 150}, {"three minutes", 180}, {"1 hour", 3600}, {"1.5 min", 90},
  };
  for (const auto& [text, seconds] : kCases) {
    const auto stated = facts_in(text).duration;
    ASSERT_TRUE(stated) << text;
    EXPECT_DOUBLE_EQ(stated->value.count(), seconds) << text;
  }
  for (const char* text : {"80s", "last minute", "0 minutes", "99999 hours", "2:75"}) {
    EXPECT_FALSE(facts_in(text).duration) << text;
  }
}

TEST(Facts, KnowTheirWords) {
  const auto facts = facts_in("techno at 130 bpm in F sharp minor, 2 minutes");
  EXPECT_EQ(facts.bpm->span, (Span{2, 2}));
  EXPECT_EQ(facts.key->span, (Span{5, 3}));
  EXPECT_EQ(facts.duration->span, (Span{8, 2}));
}

}  // namespace
}  // namespace musicgen::composer
