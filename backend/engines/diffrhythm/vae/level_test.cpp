#include "engines/diffrhythm/vae/level.h"

#include <cmath>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace musicgen::diffrhythm {
namespace {

using testing::Each;
using testing::ElementsAre;

TEST(Level, CutsTheFractionTowardsZero) {
  EXPECT_THAT(to_int16(std::vector<float>{0.5F, -0.5F, 1.0F, -1.0F}, 1.0F),
              ElementsAre(16383, -16383, 32767, -32767));
}

TEST(Level, ClampsWhatIsLouderThanThePeak) {
  EXPECT_THAT(to_int16(std::vector<float>{3, -3}, 2.0F), ElementsAre(32767, -32767));
}

TEST(Level, LeavesSilenceSilent) {
  std::vector<float> silence(4, 0.0F);
  EXPECT_THAT(to_int16(silence, peak_of(silence)), Each(0));
  normalize_peak(silence, -6);
  EXPECT_THAT(silence, Each(0.0F));
}

TEST(Level, WritesWhatIsNoNumberAsSilence) {
  EXPECT_THAT(to_int16(std::vector<float>{std::numeric_limits<float>::quiet_NaN(), 1}, 1.0F),
              ElementsAre(0, 32767));
}

TEST(Level, BringsThePeakToTheLevel) {
  std::vector<float> samples{0.1F, -0.25F};
  normalize_peak(samples, -6);
  EXPECT_NEAR(samples[1], -std::pow(10.0, -0.3), 1e-6);
  EXPECT_NEAR(samples[0] / samples[1], -0.4, 1e-6);
}

}  // namespace
}  // namespace musicgen::diffrhythm
