#include "jobs/backoff.h"

#include <gtest/gtest.h>

namespace musicgen::jobs {
namespace {

TEST(Backoff, GrowsWhileThingsEndYoung) {
  Backoff backoff;
  double expected = 0.1;
  for (int i = 0; i < 7; ++i, expected *= 2) {
    EXPECT_DOUBLE_EQ(backoff.after(Seconds(1)).count(), expected);
  }
  EXPECT_EQ(backoff.after(Seconds(1)).count(), 10);
  EXPECT_EQ(backoff.after(Seconds(1)).count(), 10);
}

TEST(Backoff, StartsAnewAfterALongLife) {
  Backoff backoff;
  for (int i = 0; i < 5; ++i) backoff.after(Seconds(1));
  EXPECT_EQ(backoff.after(Seconds(3600)).count(), 0.1);
}

}  // namespace
}  // namespace musicgen::jobs
