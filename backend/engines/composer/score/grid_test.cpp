#include "engines/composer/score/grid.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"

namespace musicgen::composer::writing {
namespace {

using ::testing::ElementsAre;

TEST(Grid, FeelsTheBeatsOfAMeter) {
  EXPECT_THAT(Grid({4, 4}).beats(), ElementsAre(4, 4, 4, 4));
  EXPECT_THAT(Grid({3, 4}).beats(), ElementsAre(4, 4, 4));
  EXPECT_THAT(Grid({6, 8}).beats(), ElementsAre(6, 6));
  EXPECT_THAT(Grid({7, 8}).beats(), ElementsAre(4, 4, 6));
  EXPECT_THAT(Grid({5, 8}).beats(), ElementsAre(6, 4));
  EXPECT_EQ(Grid({7, 8}).steps(), 14);
  EXPECT_EQ(Grid({3, 4}).quarters(), 3);
}

TEST(Grid, AccentsDownbeatBeatsAndOffbeats) {
  const Grid grid({4, 4});
  EXPECT_EQ(grid.accent(0), 3);
  EXPECT_EQ(grid.accent(4), 2);
  EXPECT_EQ(grid.accent(8), 3);
  EXPECT_EQ(grid.accent(2), 1);
  EXPECT_EQ(grid.accent(1), 0);
  EXPECT_EQ(grid.accent(16), 3);
  EXPECT_EQ(Grid({6, 8}).accent(6), 2);
}

TEST(Grid, EveryMeterAddsUp) {
  for (int unit : {4, 8}) {
    for (int beats = 2; beats <= 12; ++beats) {
      const Grid grid({beats, unit});
      int sum = 0;
      for (const int beat : grid.beats()) sum += beat;
      EXPECT_EQ(sum, grid.steps()) << beats << "/" << unit;
      EXPECT_GT(grid.half(), 0);
      EXPECT_LT(grid.half(), grid.steps());
      EXPECT_TRUE(grid.beats().size() == 1 || grid.accent(grid.half()) >= 2);
    }
  }
}

TEST(Grid, LeavesAPatternOfItsOwnMeter) {
  EXPECT_EQ(fit_pattern("X... x... | X... x.xx", {4, 4}, Grid({4, 4})), "X...x...X...x.xx");
}

TEST(Grid, FitsPatternsToOtherMeters) {
  EXPECT_EQ(fit_pattern("X...S...x...s...", {4, 4}, Grid({3, 4})), "X...S...s...");
  EXPECT_EQ(fit_pattern("x.x.x.x.x.x.x.x.", {4, 4}, Grid({6, 8})), "x-x-x.x-x-x.");
  EXPECT_EQ(fit_pattern("X...S...x...s...", {4, 4}, Grid({7, 8})).size(), 14u);
  EXPECT_EQ(fit_pattern("X---------------", {4, 4}, Grid({5, 4})), "X-------------------");
}

TEST(Grid, RefusesPatternsThatAreNotWholeBars) {
  EXPECT_THROW(fit_pattern("x.x", {4, 4}, Grid({4, 4})), InternalError);
  EXPECT_THROW(fit_pattern("", {4, 4}, Grid({4, 4})), InternalError);
}

TEST(Grid, SwingsTheSecondOfAPair) {
  EXPECT_DOUBLE_EQ(swung(0.5, 2.0 / 3, 8), 2.0 / 3);
  EXPECT_DOUBLE_EQ(swung(3.0, 2.0 / 3, 8), 3.0);
  EXPECT_DOUBLE_EQ(swung(0.25, 0.6, 16), 0.3);
  EXPECT_DOUBLE_EQ(swung(1.25, 0.5, 16), 1.25);
}

}  // namespace
}  // namespace musicgen::composer::writing
