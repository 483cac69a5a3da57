#include "engines/diffrhythm/engine/edit_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace musicgen::diffrhythm {
namespace {

using testing::ElementsAre;

constexpr std::int64_t kFrames = 2048;
constexpr double kSeconds = 95;

std::vector<FrameSpan> made(std::vector<engines::Stretch> stretches, double source_s = kSeconds) {
  return frames_to_make({.song = {.duration = Seconds(source_s)}, .stretches = stretches}, kFrames,
                        kSeconds);
}

std::string field_refused(std::vector<engines::Stretch> stretches) {
  try {
    made(std::move(stretches));
  } catch (const InvalidParameter& error) {
    return error.field();
  }
  return "accepted";
}

TEST(EditPlan, CutsSecondsToLatents) {
  EXPECT_THAT(made({{25, 50}}), ElementsAre(FrameSpan{538, 1076}));
  EXPECT_THAT(made({{0, 0.1}, {80, {}}}), ElementsAre(FrameSpan{0, 2}, FrameSpan{1722, kFrames}));
  EXPECT_THAT(made({{80, 95}}), ElementsAre(FrameSpan{1722, kFrames}));
}

TEST(EditPlan, JoinsWhatTouches) {
  EXPECT_THAT(made({{50, 60}, {10, 20}, {15, 30}, {30, 40}}),
              ElementsAre(FrameSpan{215, 861}, FrameSpan{1076, 1291}));
}

TEST(EditPlan, ContinuesAShorterSong) {
  EXPECT_THAT(made({}, 60), ElementsAre(FrameSpan{1291, kFrames}));
  EXPECT_THAT(made({{10, 20}}, 60), ElementsAre(FrameSpan{215, 430}, FrameSpan{1291, kFrames}));
  EXPECT_THAT(made({{10, 20}}, 94.99), ElementsAre(FrameSpan{215, 430}));
}

TEST(EditPlan, NamesTheSegmentThatMakesNoSense) {
  EXPECT_EQ(field_refused({}), "/edit/segments");
  EXPECT_EQ(field_refused({{0, 1}, {50, 25}}), "/edit/segments/1");
  EXPECT_EQ(field_refused({{10, 10.01}}), "/edit/segments/0");
  EXPECT_EQ(field_refused({{-1, 25}}), "/edit/segments/0");
  EXPECT_EQ(field_refused({{90, 96}}), "/edit/segments/0");
  EXPECT_EQ(field_refused({{95, {}}}), "/edit/segments/0");
}

}  // namespace
}  // namespace musicgen::diffrhythm
