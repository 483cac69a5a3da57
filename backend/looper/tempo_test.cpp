#include "looper/tempo.h"

#include <cmath>

#include <gtest/gtest.h>

namespace musicgen::looper {
namespace {

constexpr double kRate = 11025;

// Beats as a tracker hears them: at a period that is off by `error`, changing by `drift` over all.
Beats beats_of(double bpm, double error, double drift = 0) {
  Beats beats;
  double at = 0;
  for (int i = 0; i < 240; ++i) {
    beats.at.push_back(at);
    at += 60 * kRate / bpm * (1 + error) * (1 + drift * i / 240);
  }
  beats.period = (beats.at.back() - beats.at.front()) / 239;
  return beats;
}

// Repeats of six seconds that come again after so many beats.
std::vector<Repeat> repeats_of(double bpm, std::initializer_list<double> beats, bool exact = true) {
  std::vector<Repeat> repeats;
  for (const double count : beats) {
    repeats.push_back({.lag = count * 60 * kRate / bpm,
                       .begin = 0,
                       .end = static_cast<int>(6 * kRate),
                       .likeness = 0.99,
                       .exact = exact});
  }
  return repeats;
}

double bpm_of(const SteadyTempo& tempo) {
  return 60 * kRate / tempo.beat;
}

TEST(SteadyTempo, MendsATrackedTempoByTheLengthsOfRepeats) {
  const auto repeats = repeats_of(135.11, {16, 32, 48, 104, 232});
  EXPECT_NEAR(bpm_of(steady_tempo(beats_of(135.11, 0.011), repeats, kRate)), 135.11, 0.01);
}

TEST(SteadyTempo, CountsALongLoopToAFewMilliseconds) {
  const auto repeats = repeats_of(124.97, {16, 64, 128});
  const SteadyTempo tempo = steady_tempo(beats_of(124.97, -0.004), repeats, kRate);
  const double loop_seconds = 384 * tempo.beat / kRate;
  EXPECT_NEAR(loop_seconds, 384 * 60 / 124.97, 0.008);
}

TEST(SteadyTempo, CountsALongLoopToMicrosecondsWhereAMachinePlays) {
  const auto repeats = repeats_of(124.97, {16, 64, 128});
  const SteadyTempo tempo = steady_tempo(beats_of(124.97, -0.004), repeats, kRate);
  EXPECT_NEAR(384 * tempo.beat / kRate, 384 * 60 / 124.97, 1e-6);
}

TEST(SteadyTempo, IsNotFittedToCopiesThatScatter) {  // by 1.5 ms
  const auto repeats = repeats_of(120, {8.003, 15.997, 24.003, 39.997, 64.003});
  EXPECT_NEAR(bpm_of(steady_tempo(beats_of(120, 0.002), repeats, kRate)), 120, 0.005);
}

TEST(SteadyTempo, IsProvedWhollyByRepeatsThatAllAgree) {
  const auto repeats = repeats_of(120, {16, 32, 64});
  EXPECT_GT(steady_tempo(beats_of(120, 0.003), repeats, kRate).proof, 0.95);
}

TEST(SteadyTempo, HearsThreeBeatsThatWereTakenForTwo) {
  const auto repeats = repeats_of(120, {16, 32, 40, 104, 232});
  const SteadyTempo tempo = steady_tempo(beats_of(80, 0.004), repeats, kRate);
  EXPECT_NEAR(bpm_of(tempo), 120, 0.01);
  EXPECT_EQ(tempo.per_bar, 4);
}

TEST(SteadyTempo, KeepsTheBeatThatIsHeardWhereAnotherExplainsNoMore) {
  const auto repeats = repeats_of(80, {12, 24, 48, 96});
  EXPECT_NEAR(bpm_of(steady_tempo(beats_of(80, 0.004), repeats, kRate)), 80, 0.01);
}

TEST(SteadyTempo, IsNotFoundInRepeatsWithoutACommonBeat) {
  const auto repeats = repeats_of(120, {16.37, 21.71, 33.13, 47.59, 58.43, 64.29, 71.83, 85.61,
                                        91.47, 99.21, 111.66, 123.38, 131.74, 149.55});
  EXPECT_LT(steady_tempo(beats_of(120, 0), repeats, kRate).proof, 0.6);
}

TEST(SteadyTempo, IsNotFoundWherePlayersGrowFaster) {
  EXPECT_FALSE(steady_tempo(beats_of(120, 0, -0.06), repeats_of(120, {16, 32}), kRate).found());
}

TEST(SteadyTempo, IsNotFoundWithoutBeatsOrRepeats) {
  EXPECT_FALSE(steady_tempo({}, repeats_of(120, {16}), kRate).found());
  EXPECT_FALSE(steady_tempo(beats_of(120, 0), {}, kRate).found());
}

}  // namespace
}  // namespace musicgen::looper
