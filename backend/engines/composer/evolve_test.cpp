#include "engines/composer/evolve.h"

#include <map>

#include <gtest/gtest.h>

#include "base/error.h"
#include "engines/composer/composer.h"
#include "engines/composer/sound/testing.h"

namespace musicgen::composer {
namespace {

Brief song_of(const std::string& prompt, Seconds duration = Seconds(60)) {
  return understand({.prompt = prompt, .duration = duration, .seed = 11});
}

engines::Evolution evolution_of(const Brief& song, Seconds duration, std::uint64_t seed = 5) {
  return {.brief = to_json(song), .seed = seed, .duration = duration};
}

MemorySink played(const engines::Evolution& wanted) {
  MemorySink out;
  make_composer({})->evolve(wanted, out, {}, {});
  return out;
}

Score score_of(const Brief& song, double bpm, const PlannedMovement& planned) {
  Brief brief = song;
  brief.seed = planned.seed;
  brief.bpm = bpm;
  return write_movement(brief, planned.movement);
}

// How alike two stretches are at the lag at which they are most alike, 0 to 1.
double likeness(std::span<const float> a, std::span<const float> b, std::size_t lags) {
  const std::size_t size = a.size() - lags;
  double best = 0;
  for (std::size_t lag = 0; lag < lags; ++lag) {
    double ab = 0, aa = 1e-12, bb = 1e-12;
    for (std::size_t i = 0; i < size; ++i) {
      const double x = static_cast<double>(a[i + lag]), y = static_cast<double>(b[i + lags / 2]);
      ab += x * y;
      aa += x * x;
      bb += y * y;
    }
    best = std::max(best, std::abs(ab) / std::sqrt(aa * bb));
  }
  return best;
}

std::vector<float> thinned(std::span<const float> sound, std::size_t factor) {
  std::vector<float> out(sound.size() / factor);
  for (std::size_t i = 0; i < out.size(); ++i) {
    for (std::size_t k = 0; k < factor; ++k) out[i] += sound[i * factor + k];
  }
  return out;
}

TEST(Evolution, FillsHoursWithMovementsOfWholeBars) {
  const Brief song = song_of("lo-fi hip hop", Seconds(180));
  for (const double seconds : {600.0, 3600.0, 36000.0, 86400.0}) {
    const auto plan = plan_movements(song, 80, evolution_of(song, Seconds(seconds)));
    double bars = 0;
    for (const PlannedMovement& planned : plan) {
      EXPECT_NEAR(planned.start.count(), bars * 3, 1e-6);  // 4/4 at 80 bpm: 3 s
      EXPECT_GE(planned.movement.bars, 16);
      EXPECT_EQ(planned.movement.opens, &planned == &plan.front());
      EXPECT_EQ(planned.movement.closes, &planned == &plan.back());
      bars += planned.movement.bars;
    }
    EXPECT_GT(bars * 3, seconds - 8);
    EXPECT_LT(bars * 3, seconds - 1);
  }
}

TEST(Evolution, NeverPlansTheSameMovementTwice) {
  const Brief song = song_of("lo-fi hip hop", Seconds(60));
  std::map<std::uint64_t, int> seeds;
  for (const auto& planned : plan_movements(song, 80, evolution_of(song, Seconds(86400)))) {
    EXPECT_EQ(++seeds[planned.seed], 1);
  }
}

TEST(Evolution, KeepsKeyTempoAndBandAndChangesTheMusic) {
  for (const char* prompt : {"jazz trio", "synthwave", "classical waltz for piano and strings"}) {
    const Brief song = song_of(prompt);
    const Score original = write_score(song);
    std::map<std::string, std::string> band;
    for (const Part& part : original.parts) band[part.name] = part.instrument;
    const auto plan = plan_movements(song, original.bpm, evolution_of(song, Seconds(240)));
    ASSERT_GE(plan.size(), 3u);
    std::vector<std::string> tunes;
    for (const PlannedMovement& planned : plan) {
      const Score score = score_of(song, original.bpm, planned);
      EXPECT_EQ(score.bpm, original.bpm);
      EXPECT_EQ(score.key, original.key);
      EXPECT_EQ(score.meter, original.meter);
      for (const Part& part : score.parts) {
        if (!band.contains(part.name)) continue;
        EXPECT_EQ(part.instrument, band[part.name]) << part.name;
      }
      tunes.push_back(to_text(to_json(score).at("parts")));
    }
    EXPECT_NE(tunes[0], tunes[1]);
    EXPECT_NE(tunes[1], tunes[2]);
  }
}

TEST(Evolution, PlaysToTheLastBarOfAMovement) {
  for (const char* prompt : {"rock", "ambient drone", "house", "folk in 6/8"}) {
    const Brief song = song_of(prompt);
    const auto plan = plan_movements(song, song.bpm, evolution_of(song, Seconds(240)));
    const Score score = score_of(song, song.bpm, plan.at(1));
    EXPECT_DOUBLE_EQ(score.beats, plan[1].movement.bars * song.meter.quarters());
    double last = 0;
    for (const Part& part : score.parts) {
      for (const Note& note : part.notes) last = std::max(last, note.start + note.length);
    }
    EXPECT_NEAR(last, score.beats, 0.3) << prompt;
    for (const Section& section : score.sections) {
      EXPECT_TRUE(section.name != "intro" && section.name != "outro") << prompt;
    }
  }
}

// Two movements of a minute, joined at `join`.
class EvolvedSound : public ::testing::Test {
 protected:
  static const Brief& song() {
    static const Brief brief = song_of("lo-fi hip hop, 90 bpm");
    return brief;
  }
  static const MemorySink& sound() {
    static const MemorySink out = played(evolution_of(song(), Seconds(130)));
    return out;
  }
  static std::size_t join() {
    const auto plan = plan_movements(song(), 90, evolution_of(song(), Seconds(130)));
    return static_cast<std::size_t>(frames_of(plan.at(1).start, kSampleRate));
  }
};

TEST_F(EvolvedSound, IsAsLongAsWantedToTheFrame) {
  EXPECT_EQ(sound().frames(), std::size_t{130} * kSampleRate);
  for (const double seconds : {1.0, 7.77777}) {
    const auto frames = static_cast<std::size_t>(frames_of(Seconds(seconds), kSampleRate));
    EXPECT_EQ(played(evolution_of(song(), Seconds(seconds))).frames(), frames);
    engines::Evolution cut = evolution_of(song(), Seconds(seconds));
    cut.closes = false;
    EXPECT_EQ(played(cut).frames(), frames);
  }
}

TEST_F(EvolvedSound, HasNeitherGapNorClickAtTheJoin) {
  const std::vector<float> mono = sound().mono();
  const std::size_t at_join = join();
  const auto window = [&](std::ptrdiff_t at) {
    return std::span(mono).subspan(
        static_cast<std::size_t>(static_cast<std::ptrdiff_t>(at_join) + at * kSampleRate / 20),
        kSampleRate / 20);
  };
  // Nothing near the join is softer than what happens elsewhere in the music.
  double softest = 1, softest_elsewhere = 1;
  for (std::ptrdiff_t i = -40; i < 40; ++i) softest = std::min(softest, rms(window(i)));
  for (std::ptrdiff_t i = -800; i < -100; ++i) {
    softest_elsewhere = std::min(softest_elsewhere, rms(window(i)));
  }
  EXPECT_GT(decibels(softest), decibels(softest_elsewhere) - 3);
  EXPECT_GT(decibels(softest), -60);
  // A click is a corner that the music does not have elsewhere.
  double corner = 0, elsewhere = 0;
  for (std::size_t i = kSampleRate; i < mono.size() - kSampleRate; ++i) {
    const double bend = std::abs(static_cast<double>(mono[i - 1]) - 2.0 * mono[i] + mono[i + 1]);
    double& highest = i + 2 >= at_join && i <= at_join + 2 ? corner : elsewhere;
    highest = std::max(highest, bend);
  }
  EXPECT_LT(corner, elsewhere);
}

TEST_F(EvolvedSound, GoesOnWithAStrokeOnTheBar) {
  const auto plan = plan_movements(song(), 90, evolution_of(song(), Seconds(130)));
  const Score next = score_of(song(), 90, plan.at(1));
  double first = 1e9;
  for (const Part& part : next.parts) first = std::min(first, part.notes.front().start);
  EXPECT_EQ(first, 0);
}

TEST_F(EvolvedSound, DoesNotRepeatItself) {
  const std::vector<float> mono = sound().mono();
  constexpr std::size_t kThin = 16;
  const auto stretch = [&](std::size_t from) {
    return thinned(std::span(mono).subspan(from, 8 * kSampleRate), kThin);
  };
  const std::size_t bar = kSampleRate * 8 / 3;
  for (const std::size_t bars : {0, 4, 8}) {
    EXPECT_LT(likeness(stretch(2 * bar), stretch(join() + bars * bar), 400), 0.7) << bars;
  }
}

TEST_F(EvolvedSound, IsTheSameForTheSameSeedOnly) {
  const engines::Evolution wanted = evolution_of(song(), Seconds(12));
  const MemorySink first = played(wanted);
  EXPECT_EQ(first.samples, played(wanted).samples);
  EXPECT_NE(first.samples, played(evolution_of(song(), Seconds(12), 6)).samples);
}

TEST_F(EvolvedSound, StopsSoon) {
  std::stop_source stop;
  MemorySink out;
  const auto stop_at_once = [&](double, std::string_view) { stop.request_stop(); };
  EXPECT_THROW(make_composer({})->evolve(evolution_of(song(), Seconds(36000)), out, stop_at_once,
                                         stop.get_token()),
               Cancelled);
  EXPECT_LT(out.frames(), std::size_t{4} * kSampleRate);
}

TEST(Evolution, RefusesABriefThatIsNotOurs) {
  MemorySink out;
  EXPECT_THROW(make_composer({})->evolve({.brief = JsonObject{{"loop", 1}}}, out, {}, {}),
               InvalidParameter);
}

}  // namespace
}  // namespace musicgen::composer
