#include "base/units.h"

#include <gtest/gtest.h>

namespace musicgen {
namespace {

TEST(Units, TheNearestFrameIsTaken) {
  EXPECT_EQ(frames_of(Seconds(1), 44100), 44100);
  EXPECT_EQ(frames_of(Seconds(0.00001), 44100), 0);
  EXPECT_EQ(frames_of(Seconds(0.00002), 44100), 1);
  EXPECT_EQ(frames_of(Seconds(-1), 48000), -48000);
}

TEST(Units, TimesBeyondAllFramesEndAtTheLast) {
  EXPECT_EQ(frames_of(Seconds(1e300), 44100), kMostFrames);
  EXPECT_EQ(frames_of(Seconds(INFINITY), 44100), kMostFrames);
  EXPECT_EQ(frames_of(Seconds(-1e300), 44100), -kMostFrames);
  EXPECT_EQ(frames_of(Seconds(NAN), 44100), -kMostFrames);
}

}  // namespace
}  // namespace musicgen
