#include "effects/gain_curve.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "audio/test_sound.h"

namespace musicgen::effects {
namespace {

TEST(SlidingMinimum, IsTheLowestOfTheLastValues) {
  constexpr std::size_t kWidth = 7;
  SlidingMinimum minimum(kWidth);
  audio::testing::Noise noise;
  std::vector<float> values(kWidth - 1, 1.0f);
  for (int i = 0; i < 1000; ++i) {
    values.push_back(noise.next());
    EXPECT_EQ(minimum.next(values.back()), *std::min_element(values.end() - kWidth, values.end()));
  }
}

TEST(BoxFilter, IsTheMeanOfTheLastValues) {
  BoxFilter mean(4);
  mean.next(0.0);
  mean.next(0.5);
  EXPECT_DOUBLE_EQ(mean.next(0.25), (1.0 + 0.0 + 0.5 + 0.25) / 4);
  EXPECT_DOUBLE_EQ(mean.next(0.25), (0.0 + 0.5 + 0.25 + 0.25) / 4);
}

TEST(GainCurve, IsOneWhereNothingIsNeeded) {
  GainCurve curve(44100);
  for (int i = 0; i < 100000; ++i) ASSERT_EQ(curve.next(1.0f), 1.0f);
}

TEST(GainCurve, HasArrivedWhenThePeakDoes) {
  GainCurve curve(44100);
  const std::size_t delay = curve.delay_frames();
  std::vector<float> gains;
  for (std::size_t i = 0; i < 3000; ++i) gains.push_back(curve.next(i == 1000 ? 0.25f : 1.0f));
  for (std::size_t i = 1000 - 12; i <= 1000 + 12; ++i) EXPECT_LE(gains[i + delay], 0.25f + 1e-6f);
}

TEST(GainCurve, NeverExceedsWhatIsNeeded) {
  GainCurve curve(48000);
  const std::size_t delay = curve.delay_frames();
  audio::testing::Noise noise;
  std::vector<float> needed;
  for (std::size_t i = 0; i < 20000; ++i) {
    needed.push_back(i < 15000 && noise.next() > 0.99f ? 0.6f + 0.4f * noise.next() : 1.0f);
    const float gain = curve.next(needed.back());
    if (i >= delay) {
      ASSERT_LE(gain, needed[i - delay] + 1e-6f);
    }
  }
}

TEST(GainCurve, MovesWithoutSteps) {
  GainCurve curve(44100);
  float last = 1.0f;
  for (std::size_t i = 0; i < 20000; ++i) {
    const float gain = curve.next(i == 5000 ? 0.1f : 1.0f);
    ASSERT_LT(std::abs(gain - last), 0.02f);
    last = gain;
  }
  EXPECT_GT(last, 0.9f);
}

}  // namespace
}  // namespace musicgen::effects
