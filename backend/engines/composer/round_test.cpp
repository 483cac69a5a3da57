#include "engines/composer/round.h"

#include <cmath>

#include <gtest/gtest.h>

#include "engines/composer/brief/brief.h"
#include "engines/composer/composer.h"
#include "engines/composer/piece.h"
#include "engines/composer/sound/testing.h"

namespace musicgen::composer {
namespace {

struct Played {
  std::vector<float> sound;  // interleaved
  engines::Turn turn;

  float at(Frames frame) const { return sound[2 * static_cast<std::size_t>(frame)]; }

  // Root mean square of what two stretches of the left side differ by.
  double difference(Frames a, Frames b, Frames count) const {
    double sum = 0;
    for (Frames i = 0; i < count; ++i) {
      sum += std::pow(static_cast<double>(at(a + i)) - static_cast<double>(at(b + i)), 2);
    }
    return std::sqrt(sum / static_cast<double>(count));
  }
};

Played played(const std::string& prompt, Seconds duration, bool closes = false) {
  const Brief song = understand({.prompt = prompt, .duration = duration, .seed = 11});
  MemorySink out;
  const engines::Turn turn =
      make_composer({})->go_round({.brief = to_json(song), .closes = closes}, out, {}, {});
  return {out.samples, turn};
}

constexpr Frames kSecond = kSampleRate;
const Frames kRung = frames_of(kRing, kSampleRate);

TEST(Round, IsTwoTimesWholeBars) {
  const Played round = played("rock, 120 bpm", Seconds(30));
  EXPECT_EQ(round.turn.end, 2 * round.turn.start);
  EXPECT_EQ(round.sound.size(), 2 * static_cast<std::size_t>(round.turn.end));
  // A bar of 4/4 at 120 bpm lasts 2 s.
  EXPECT_EQ(round.turn.start % (2 * kSecond), 0);
  EXPECT_LE(round.turn.start, 30 * kSecond);
  EXPECT_GE(round.turn.start, 24 * kSecond);
}

TEST(Round, PlaysTheSameBarsAgain) {
  const Played round = played("rock, 120 bpm, no ambience", Seconds(20));
  const Frames length = round.turn.start;
  EXPECT_LT(round.difference(kRung, length + kRung, length - kRung), 1e-5);
}

TEST(Round, HasWhatRingsOnFromItsEndInItsBeginning) {
  const Played round = played("slow ambient piano, 60 bpm", Seconds(40));
  const Frames length = round.turn.start;
  const double first = round.difference(0, length, kSecond / 2);
  EXPECT_GT(first, 1e-3);
  EXPECT_LT(round.difference(kRung - kSecond / 2, length + kRung - kSecond / 2, kSecond / 2),
            0.1 * first);
}

TEST(Round, LetsRainFallThroughTheSeam) {
  const Played round = played("only rain sounds, no drums, solo piano", Seconds(20));
  const Frames length = round.turn.start;
  // Just before it jumps back the sound is the one before the place where it goes on.
  const Frames moment = kSecond / 50;
  EXPECT_LT(round.difference(length - moment, 2 * length - moment, moment),
            0.1 * round.difference(length - kSecond, 2 * length - 5 * kSecond, kSecond));
}

TEST(Round, MakesShortSongsLongEnoughToRing) {
  const Played round = played("lo-fi, 100 bpm", Seconds(5));
  EXPECT_GE(round.turn.start, 8 * kSecond);
}

TEST(Round, HasItsEndingAfterTheSecondTime) {
  const Played round = played("rock, 120 bpm", Seconds(20), true);
  const auto frames = static_cast<Frames>(round.sound.size() / 2);
  EXPECT_GT(frames, 3 * round.turn.start);
  EXPECT_LT(frames, 3 * round.turn.start + 6 * kSecond);
  EXPECT_NEAR(round.at(frames - 1), 0, 1e-3);
}

TEST(Round, IsTheSameEveryTime) {
  EXPECT_EQ(played("jazz with rain", Seconds(10)).sound,
            played("jazz with rain", Seconds(10)).sound);
}

}  // namespace
}  // namespace musicgen::composer
