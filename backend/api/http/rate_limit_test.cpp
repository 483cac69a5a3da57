#include "api/http/rate_limit.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace musicgen::api::http {
namespace {

using std::chrono::seconds;

const RateLimit::Clock::time_point kStart{seconds(1000)};

int wait_of(RateLimit& limit, int tokens, RateLimit::Clock::time_point now) {
  try {
    limit.take("a", tokens, now);
    return 0;
  } catch (const RateLimited& error) {
    return error.retry_after_s();
  }
}

TEST(RateLimit, AllowsABurstAndThenAsksToWait) {
  RateLimit limit(6);
  for (int i = 0; i < 6; ++i) EXPECT_EQ(wait_of(limit, 1, kStart), 0);
  EXPECT_EQ(wait_of(limit, 1, kStart), 10);
  EXPECT_EQ(wait_of(limit, 1, kStart + seconds(9)), 1);
  EXPECT_EQ(wait_of(limit, 1, kStart + seconds(10)), 0);
}

TEST(RateLimit, NeverSavesMoreThanAMinute) {
  RateLimit limit(2);
  EXPECT_EQ(wait_of(limit, 2, kStart), 0);
  EXPECT_EQ(wait_of(limit, 2, kStart + seconds(3600)), 0);
  EXPECT_EQ(wait_of(limit, 1, kStart + seconds(3600)), 30);
}

TEST(RateLimit, LetsALargeWishThroughAndRemembersIt) {
  RateLimit limit(2);
  EXPECT_EQ(wait_of(limit, 8, kStart), 0);
  EXPECT_EQ(wait_of(limit, 1, kStart), 210);
}

TEST(RateLimit, KeepsClientsApart) {
  RateLimit limit(1);
  limit.take("a", 1, kStart);
  EXPECT_NO_THROW(limit.take("b", 1, kStart));
}

TEST(RateLimit, CanBeSwitchedOff) {
  RateLimit limit(0);
  for (int i = 0; i < 1000; ++i) EXPECT_NO_THROW(limit.take("a", 8, kStart));
}

}  // namespace
}  // namespace musicgen::api::http
