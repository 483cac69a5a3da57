#include "engines/composer/score/score.h"

#include <algorithm>
#include <cmath>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "engines/composer/score/roman.h"
#include "engines/composer/score/style.h"
#include "engines/composer/score/testing.h"

namespace musicgen::composer {
namespace {

using testing::at_fixed_tempo;
using testing::brief_for;
using testing::chord_at;
using testing::end_of;
using testing::part_of;

bool contains(const std::vector<int>& list, int value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

// Whatever is asked for, these hold.
void expect_sound_score(const Brief& brief, const Score& score) {
  SCOPED_TRACE(fmt::format("{} seed {} {} s {} {}", brief.genre, brief.seed, brief.duration.count(),
                           name_of(brief.meter), name_of(brief.key)));
  const double end_s = score.beats * score.seconds_per_beat();
  EXPECT_LT(end_s, brief.duration.count());
  EXPECT_EQ(score.duration, brief.duration);
  EXPECT_LE(std::abs(score.bpm / brief.bpm - 1), 0.0301);

  ASSERT_FALSE(score.sections.empty());
  int bar = 0;
  for (const Section& section : score.sections) {
    EXPECT_EQ(section.first_bar, bar);
    EXPECT_GT(section.bars, 0);
    bar += section.bars;
  }
  EXPECT_GE(bar * brief.meter.quarters(), score.beats);

  double beat = 0;
  for (const Chord& chord : score.chords) {
    EXPECT_NEAR(chord.start, beat, 1e-9);
    EXPECT_GT(chord.length, 0);
    beat += chord.length;
  }
  EXPECT_EQ(score.chords.back().root, brief.key.tonic);

  const auto instruments = writing::load_instruments();
  std::set<std::string> names;
  int pitched = 0;
  for (const Part& part : score.parts) {
    SCOPED_TRACE(part.name);
    EXPECT_TRUE(names.insert(part.name).second);
    const bool drums = part.role == Role::drums || part.role == Role::percussion;
    pitched += !drums;
    const auto instrument = std::find_if(instruments.begin(), instruments.end(),
                                         [&](const auto& i) { return i.name == part.instrument; });
    ASSERT_NE(instrument, instruments.end());
    std::map<int, double> sounding;
    double last = 0;
    for (const Note& note : part.notes) {
      ASSERT_GE(note.start, last);
      ASSERT_GT(note.length, 0);
      ASSERT_GT(note.velocity, 0);
      ASSERT_LE(note.velocity, 1);
      ASSERT_GE(note.pitch, instrument->low);
      ASSERT_LE(note.pitch, instrument->high);
      ASSERT_LE(sounding[note.pitch], note.start + 1e-9) << "pitch " << note.pitch;
      ASSERT_LE(end_of(note) * score.seconds_per_beat(), brief.duration.count());
      ASSERT_LT(note.start, score.beats);
      sounding[note.pitch] = end_of(note);
      last = note.start;
    }
    double point = 0;
    for (const Expression& expression : part.expression) {
      EXPECT_GE(expression.beat, point);
      EXPECT_GE(expression.level_db, -60);
      EXPECT_LE(expression.level_db, 6);
      EXPECT_GE(expression.brightness, 0);
      EXPECT_LE(expression.brightness, 1);
      point = expression.beat;
    }
  }
  EXPECT_LE(pitched, 15);
}

// The longest time in seconds without a note, up to the end of the music.
double longest_silence(const Score& score) {
  std::vector<std::pair<double, double>> sounds;
  for (const Part& part : score.parts) {
    for (const Note& note : part.notes) sounds.emplace_back(note.start, end_of(note));
  }
  std::sort(sounds.begin(), sounds.end());
  sounds.emplace_back(score.beats, score.beats);
  double covered = 0, longest = 0;
  for (const auto& [start, end] : sounds) {
    longest = std::max(longest, start - covered);
    covered = std::max(covered, end);
  }
  return longest * score.seconds_per_beat();
}

class EveryGenre : public ::testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(Genres, EveryGenre, ::testing::ValuesIn(genre_names()),
                         [](const auto& genre) { return genre.param; });

TEST_P(EveryGenre, HoldsTrueForManySeeds) {
  for (std::uint64_t seed = 0; seed < 24; ++seed) {
    const Brief brief = brief_for(GetParam(), seed);
    const Score score = write_score(brief);
    expect_sound_score(brief, score);
    EXPECT_LT(longest_silence(score), 2);
  }
}

TEST_P(EveryGenre, FillsAnyDuration) {
  for (const double seconds : {5.0, 6.3, 8.0, 11.0, 17.0, 30.0, 61.7, 300.0, 900.0}) {
    const Brief brief = brief_for(GetParam(), 3, seconds);
    const Score score = write_score(brief);
    expect_sound_score(brief, score);
    EXPECT_LT(longest_silence(score), 2);
    const double left = seconds - score.beats * score.seconds_per_beat();
    EXPECT_GE(left, 0.5) << seconds;
    EXPECT_LE(left, 4.5 + brief.meter.quarters() * score.seconds_per_beat()) << seconds;
  }
}

TEST_P(EveryGenre, PlaysInAnyMeter) {
  for (const char* meter :
       {"2/4", "3/4", "5/4", "6/4", "7/4", "5/8", "6/8", "7/8", "9/8", "11/8", "12/8"}) {
    Brief brief = brief_for(GetParam(), 5, 40);
    brief.meter = meter_of(meter);
    const Score score = write_score(brief);
    expect_sound_score(brief, score);
    EXPECT_LT(longest_silence(score), 2) << meter;
  }
}

TEST_P(EveryGenre, PlaysInAnyMode) {
  for (const Mode mode : {Mode::major, Mode::minor, Mode::dorian, Mode::phrygian, Mode::lydian,
                          Mode::mixolydian, Mode::harmonic_minor}) {
    Brief brief = brief_for(GetParam(), 7, 60);
    brief.key = {2, mode};
    expect_sound_score(brief, write_score(brief));
  }
}

TEST_P(EveryGenre, StaysMostlyInItsKey) {
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    const Brief brief = brief_for(GetParam(), seed);
    const Score score = write_score(brief);
    std::vector<int> scale;
    for (const int step : steps_of(brief.key.mode)) scale.push_back((step + brief.key.tonic) % 12);
    double inside = 0, all = 0;
    for (const Part& part : score.parts) {
      if (part.role == Role::drums || part.role == Role::percussion) continue;
      for (const Note& note : part.notes) {
        all += note.length;
        if (contains(scale, note.pitch % 12)) inside += note.length;
      }
    }
    EXPECT_GT(inside / all, GetParam() == "jazz" ? 0.7 : 0.75) << "seed " << seed;
  }
}

TEST_P(EveryGenre, TuneHasChordTonesOnStrongBeats) {
  int strong = 0, chordal = 0;
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    Brief brief = brief_for(GetParam(), seed);
    const Score score = write_score(brief);
    const Part* lead = part_of(score, Role::lead);
    if (lead == nullptr) continue;
    for (const Note& note : lead->notes) {
      const double beat = std::round(note.start * 4) / 4;
      if (std::fmod(beat, 2.0) > 1e-6 || note.length < 0.45) continue;
      ++strong;
      chordal += contains(chord_at(score, beat).tones, note.pitch % 12);
    }
  }
  ASSERT_GT(strong, 20);
  EXPECT_GT(static_cast<double>(chordal) / strong, 0.7);
}

TEST_P(EveryGenre, TuneIsSingable) {
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    const Score score = write_score(brief_for(GetParam(), seed));
    const Part* lead = part_of(score, Role::lead);
    if (lead == nullptr) continue;
    int low = 127, high = 0, leaps = 0;
    for (std::size_t i = 0; i < lead->notes.size(); ++i) {
      low = std::min(low, lead->notes[i].pitch);
      high = std::max(high, lead->notes[i].pitch);
      const int interval = i == 0 ? 0 : std::abs(lead->notes[i].pitch - lead->notes[i - 1].pitch);
      EXPECT_LE(interval, 19);
      leaps += interval > 7;
    }
    EXPECT_LE(high - low, 26);
    EXPECT_LE(leaps, static_cast<int>(lead->notes.size()) / 6 + 1);
  }
}

TEST_P(EveryGenre, GivesTheSameSongForTheSameSeed) {
  const Brief brief = brief_for(GetParam(), 11);
  EXPECT_EQ(to_text(to_json(write_score(brief))), to_text(to_json(write_score(brief))));
}

TEST_P(EveryGenre, GivesAnotherSongForAnotherSeed) {
  std::set<std::string> tunes, harmonies;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    Brief brief = brief_for(GetParam(), seed);
    brief.key = {0, Mode::minor};
    const Score score = write_score(brief);
    std::string tune, harmony;
    if (const Part* lead = part_of(score, Role::lead)) {
      for (const Note& note : lead->notes) tune += fmt::format("{} ", note.pitch);
    }
    for (const Chord& chord : score.chords) harmony += chord.name + " ";
    tunes.insert(tune);
    harmonies.insert(harmony);
  }
  EXPECT_GE(tunes.size(), 9u);
  EXPECT_GE(harmonies.size(), 8u);
}

TEST_P(EveryGenre, UsesEveryInstrumentThatIsAskedFor) {
  const std::vector<std::vector<std::string>> bands{
      {"piano"},
      {"flute", "harp", "banjo"},
      {"acoustic kit", "electric bass", "organ", "trumpet"},
      {"timpani", "choir", "violin", "cello", "french horn"},
      {"chip lead", "808 kit", "sub bass"},
      {"hand percussion", "upright bass"}};
  for (const auto& band : bands) {
    Brief brief = brief_for(GetParam(), 2, 90);
    brief.instruments = band;
    const Score score = write_score(brief);
    expect_sound_score(brief, score);
    std::set<std::string> playing;
    for (const Part& part : score.parts) playing.insert(part.instrument);
    EXPECT_THAT(playing, ::testing::IsSupersetOf(band));
  }
}

TEST_P(EveryGenre, LeavesOutWhatIsForbidden) {
  Brief brief = brief_for(GetParam(), 4, 60);
  brief.without = {"drums"};
  for (const Part& part : write_score(brief).parts) {
    EXPECT_TRUE(part.role != Role::drums && part.role != Role::percussion) << part.name;
  }
  brief.without = {"melody"};
  EXPECT_EQ(part_of(write_score(brief), Role::lead), nullptr);
  brief.without = {"bass"};
  EXPECT_EQ(part_of(write_score(brief), Role::bass), nullptr);
  brief.without = {"piano", "strings"};
  for (const Part& part : write_score(brief).parts) {
    EXPECT_NE(part.instrument, "piano");
    EXPECT_NE(part.instrument, "strings");
  }
}

TEST_P(EveryGenre, FollowsTheEnergy) {
  double quiet_notes = 0, loud_notes = 0;
  for (std::uint64_t seed = 0; seed < 6; ++seed) {
    Brief brief = brief_for(GetParam(), seed);
    brief.energy = {0.05, 0.2, 0.8, 1.0};
    const Score score = write_score(brief);
    for (const Part& part : score.parts) {
      for (const Note& note : part.notes) {
        if (note.start < score.beats * 0.35) quiet_notes += note.velocity;
        if (note.start > score.beats * 0.55 && note.start < score.beats * 0.9) {
          loud_notes += note.velocity;
        }
      }
    }
  }
  EXPECT_GT(loud_notes, 1.5 * quiet_notes);
}

TEST(Score, KeepsATempoThatWasAskedFor) {
  for (const double bpm : {40.0, 61.5, 90.0, 133.0, 240.0}) {
    for (const double seconds : {5.0, 20.0, 100.0}) {
      const Brief brief = at_fixed_tempo(brief_for("pop", 1, seconds), bpm);
      const Score score = write_score(brief);
      EXPECT_EQ(score.bpm, bpm);
      expect_sound_score(brief, score);
      EXPECT_LT(longest_silence(score), 2);
    }
  }
}

TEST(Score, EndsTheBarsWithTheRingOfTheStyleWhereTheTempoIsFree) {
  for (double seconds = 60; seconds < 64; seconds += 0.37) {
    const Score score = write_score(brief_for("rock", 1, seconds));
    const double left = seconds - score.beats * score.seconds_per_beat();
    EXPECT_GE(left, 2.4);
    EXPECT_LE(left, 2.7);
  }
}

// The chorus of a song is known again: the same rhythm in the tune and mostly the same notes.
TEST(Score, ChorusesShareTheirHook) {
  int compared = 0;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const Score score = write_score(brief_for("pop", seed, 180));
    const Part* lead = part_of(score, Role::lead);
    ASSERT_NE(lead, nullptr);
    std::vector<std::set<int>> hooks;
    for (const Section& section : score.sections) {
      if (section.name != "chorus") continue;
      std::set<int> onsets;
      const double start = section.first_bar * score.meter.quarters();
      for (const Note& note : lead->notes) {
        const int step = static_cast<int>(std::lround((note.start - start) * 4));
        if (step >= 0 && step < 48) onsets.insert(step);
      }
      if (onsets.size() > 5) hooks.push_back(onsets);
    }
    for (std::size_t i = 1; i < hooks.size(); ++i) {
      std::vector<int> common;
      std::set_intersection(hooks[0].begin(), hooks[0].end(), hooks[i].begin(), hooks[i].end(),
                            std::back_inserter(common));
      EXPECT_GE(common.size(), hooks[0].size() * 8 / 10) << "seed " << seed;
      ++compared;
    }
  }
  EXPECT_GT(compared, 5);
}

TEST(Score, LongSongsGoOnDeveloping) {
  const Score score = write_score(brief_for("lofi", 1, 3600));
  EXPECT_GT(score.sections.size(), 40u);
  std::set<std::string> harmonies;
  for (const Section& section : score.sections) {
    std::string harmony;
    const double start = section.first_bar * score.meter.quarters();
    const double end = start + section.bars * score.meter.quarters();
    for (const Chord& chord : score.chords) {
      if (chord.start >= start && chord.start < end) harmony += chord.name + " ";
    }
    harmonies.insert(harmony);
  }
  EXPECT_GT(harmonies.size(), 20u);
}

TEST(Score, AnHourStaysSmall) {
  std::size_t bytes = 0;
  for (const Part& part : write_score(brief_for("house", 1, 3600)).parts) {
    bytes += part.notes.size() * sizeof(Note);
  }
  EXPECT_LT(bytes, 8u << 20);
}

TEST(Score, PlaysTheWayOfTheGenreThatTheBriefNotes) {
  Brief brief = brief_for("jazz", 1, 60);
  brief.facts.push_back({"style", "bossa nova", Source::prompt, "bossa nova"});
  brief.energy = {0.6, 0.6};
  const Part* drums = nullptr;
  const Score score = write_score(brief);
  drums = part_of(score, Role::drums);
  ASSERT_NE(drums, nullptr);
  const auto rims = std::count_if(drums->notes.begin(), drums->notes.end(),
                                  [](const Note& note) { return note.pitch == 37; });
  const auto rides = std::count_if(drums->notes.begin(), drums->notes.end(),
                                   [](const Note& note) { return note.pitch == 51; });
  EXPECT_GT(rims, 20);
  EXPECT_LE(rides, 1);
}

TEST(Score, RefusesAGenreThatThereIsNot) {
  EXPECT_THROW(write_score(brief_for("gregorian grindcore")), NotFound);
}

}  // namespace
}  // namespace musicgen::composer
