#include "jobs/pace.h"

#include <cmath>

#include <gtest/gtest.h>

namespace musicgen::jobs {
namespace {

using std::chrono::seconds;

constexpr Pace::Clock::time_point kStart{};

TEST(Pace, ForeseesTheEndFromWhatIsDone) {
  Pace pace(kStart);
  pace.report(0.25, "mixing");
  const auto view = pace.view(kStart + seconds(10));
  EXPECT_EQ(view.percent, 25);
  EXPECT_EQ(view.stage, "mixing");
  EXPECT_EQ(view.eta_seconds, 30);
}

TEST(Pace, PromisesNothingBeforeItKnows) {
  Pace pace(kStart);
  EXPECT_EQ(pace.view(kStart + seconds(10)).eta_seconds, std::nullopt);
  pace.report(0.5, "");
  EXPECT_EQ(pace.view(kStart).eta_seconds, std::nullopt);
}

TEST(Pace, NeverFalls) {
  Pace pace(kStart);
  pace.report(0.5, "a");
  for (const double absurd : {0.1, -1.0, std::nan("")}) pace.report(absurd, "b");
  EXPECT_EQ(pace.view(kStart).percent, 50);
  pace.report(7, "c");
  EXPECT_EQ(pace.view(kStart).percent, 100);
}

}  // namespace
}  // namespace musicgen::jobs
