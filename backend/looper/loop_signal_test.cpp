#include "looper/loop_signal.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/test_sound.h"

namespace musicgen::looper {
namespace {

using ::testing::ElementsAre;
using ::testing::FloatNear;
using ::testing::Pointwise;

// A mono track whose sample n is n.
TrackSound counting(Frames frames) {
  TrackSound sound({1000, 1}, std::filesystem::temp_directory_path());
  std::vector<float> samples;
  for (Frames i = 0; i < frames; ++i) samples.push_back(static_cast<float>(i));
  sound.append(samples);
  sound.flush();
  return sound;
}

std::vector<float> all_of(LoopSignal signal) {
  return audio::testing::read_all(signal, 3).samples;
}

TEST(LoopSignal, PlaysTheIntroOnceAndTheBodyOn) {
  const TrackSound sound = counting(6);
  EXPECT_THAT(all_of(LoopSignal(sound, {.start = 2, .length = 3, .total = 11})),
              ElementsAre(0, 1, 2, 3, 4, 2, 3, 4, 2, 3, 4));
}

TEST(LoopSignal, EndsWithTheTracksOwnEnding) {
  const TrackSound sound = counting(7);
  EXPECT_THAT(all_of(LoopSignal(sound, {.start = 2, .length = 3, .bodies = 2, .total = 10})),
              ElementsAre(0, 1, 2, 3, 4, 2, 3, 4, 5, 6));
}

TEST(LoopSignal, ReadsTheSameFromAnywhere) {
  const TrackSound sound = counting(60);
  const LoopShape shape{
      .start = 20, .length = 33, .crossfade = 9, .total = 200, .fade_in = 15, .fade_out = 30};
  const std::vector<float> whole = all_of(LoopSignal(sound, shape));
  ASSERT_EQ(whole.size(), 200u);
  for (Frames from = 0; from < 200; from += 7) {
    LoopSignal signal(sound, shape);
    signal.seek(from);
    EXPECT_EQ(audio::testing::read_all(signal, 11).samples,
              std::vector<float>(whole.begin() + from, whole.end()));
  }
}

TEST(LoopSignal, RepeatsBetweenItsPeriodicFrames) {
  const TrackSound sound = counting(60);
  const LoopSignal signal(
      sound,
      {.start = 20, .length = 33, .crossfade = 9, .total = 400, .fade_in = 25, .fade_out = 30});
  const std::vector<float> whole = all_of(signal);
  EXPECT_EQ(signal.periodic_from(), 25);
  EXPECT_EQ(signal.periodic_to(), 370);
  for (std::size_t i = 25; i + 33 < 370; ++i) EXPECT_EQ(whole[i], whole[i + 33]) << i;
}

TEST(LoopSignal, CrossfadesAtEqualPowerUpToTheSeam) {
  const TrackSound sound = counting(40);
  const std::vector<float> whole =
      all_of(LoopSignal(sound, {.start = 10, .length = 20, .crossfade = 4, .total = 60}));
  EXPECT_EQ(whole[25], 25.0f);
  for (int i = 0; i < 4; ++i) {
    const double angle = (i + 0.5) / 4 * std::numbers::pi / 2;
    const double mixed = std::cos(angle) * (26 + i) + std::sin(angle) * (6 + i);
    EXPECT_NEAR(whole[static_cast<std::size_t>(26 + i)], mixed, 1e-4) << i;
  }
  EXPECT_EQ(whole[30], 10.0f);
}

TEST(LoopSignal, FadesOnlyTheVeryStartAndEnd) {
  TrackSound sound({1000, 2}, std::filesystem::temp_directory_path());
  sound.append(std::vector<float>(200, 1.0f));
  sound.flush();
  const std::vector<float> whole = all_of(
      LoopSignal(sound, {.start = 10, .length = 50, .total = 300, .fade_in = 20, .fade_out = 40}));
  EXPECT_LT(whole[0], 0.01f);
  EXPECT_EQ(whole[0], whole[1]);
  EXPECT_NEAR(whole[20], 0.5f, 0.05);
  for (std::size_t i = 40; i < 520; ++i) EXPECT_EQ(whole[i], 1.0f) << i;
  EXPECT_NEAR(whole[560], 0.5f, 0.05);
  EXPECT_LT(whole[599], 0.01f);
}

TEST(LoopSignal, TakesTheSoundPastTheSeamWhereItContinuesTheLoop) {
  const TrackSound sound = counting(40);
  const std::vector<float> whole =
      all_of(LoopSignal(sound, {.start = 10, .length = 20, .seam_context = 3, .total = 60}));
  EXPECT_EQ(whole[10], 10.0f);
  EXPECT_THAT(std::vector<float>(whole.begin() + 29, whole.begin() + 34),
              ElementsAre(29, 30, 31, 32, 13));
  EXPECT_THAT(std::vector<float>(whole.begin() + 49, whole.begin() + 54),
              ElementsAre(29, 30, 31, 32, 13));
}

}  // namespace
}  // namespace musicgen::looper
