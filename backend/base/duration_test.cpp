#include "base/duration.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace musicgen {
namespace {

TEST(Duration, ReadsWhatPeopleWrite) {
  EXPECT_EQ(duration_of("180").count(), 180);
  EXPECT_EQ(duration_of("90s").count(), 90);
  EXPECT_EQ(duration_of("2.5m").count(), 150);
  EXPECT_EQ(duration_of("1h30m").count(), 5400);
  EXPECT_EQ(duration_of(" 2h ").count(), 7200);
  EXPECT_EQ(duration_of("1:30").count(), 90);
  EXPECT_EQ(duration_of("1:02:03").count(), 3723);
  EXPECT_EQ(duration_of("-5").count(), -5);
}

TEST(Duration, ReadsADecimalComma) {
  EXPECT_EQ(duration_of("1,5m").count(), 90);
  EXPECT_EQ(duration_of("2,5h").count(), 9000);
  EXPECT_EQ(duration_of("0,125h").count(), 450);
  EXPECT_EQ(duration_of("12,5").count(), 12.5);
  EXPECT_EQ(duration_of("1,000").count(), 1000);
  EXPECT_EQ(duration_of("3,600s").count(), 3600);
}

TEST(Duration, RefusesWhatIsNoLengthOfTime) {
  for (const char* text : {"", "long", "3x", "nan", "inf", "1e9", "30m1h", "5m5m", "1:", ":", "h",
                           ",5m", "1,m", "1,5,5", "1h,5m", "1.5,5"}) {
    EXPECT_THROW(duration_of(text), InvalidParameter) << text;
  }
}

TEST(Duration, IsWrittenAsAClock) {
  EXPECT_EQ(clock_text(Seconds(5)), "0:05");
  EXPECT_EQ(clock_text(Seconds(180)), "3:00");
  EXPECT_EQ(clock_text(Seconds(3723)), "1:02:03");
}

TEST(Duration, IsWrittenToTheMillisecond) {
  EXPECT_EQ(exact_clock_text(Seconds(5.25)), "0:05.250");
  EXPECT_EQ(exact_clock_text(Seconds(59.9997)), "1:00.000");
  EXPECT_EQ(exact_clock_text(Seconds(3723)), "62:03.000");
}

}  // namespace
}  // namespace musicgen
