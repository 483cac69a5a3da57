#include "api/http/rate_limit.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/error.h"

namespace musicgen::api::http {
namespace {

// Full buckets say nothing; they are dropped once there are so many.
constexpr std::size_t kManyClients = 10000;

// Less than this is what adding up minutes gets wrong, not a missing token.
constexpr double kRounding = 1e-6;

}  // namespace

double RateLimit::filled(const Bucket& bucket, Clock::time_point now) const {
  const std::chrono::duration<double, std::ratio<60>> minutes = now - bucket.at;
  return std::min<double>(per_minute_, bucket.tokens + minutes.count() * per_minute_);
}

void RateLimit::take(const std::string& client, int tokens, Clock::time_point now) {
  if (per_minute_ == 0) return;
  const std::lock_guard lock(mutex_);
  if (buckets_.size() >= kManyClients) {
    std::erase_if(buckets_, [&](const auto& item) {
      return filled(item.second, now) >= static_cast<double>(per_minute_);
    });
  }
  Bucket& bucket =
      buckets_.try_emplace(client, Bucket{static_cast<double>(per_minute_), now}).first->second;
  bucket = {filled(bucket, now), now};
  const double needed = std::min(tokens, per_minute_);
  if (bucket.tokens < needed - kRounding) {
    const double wait_s = (needed - bucket.tokens) * 60 / per_minute_;
    throw RateLimited(fmt::format("At most {} songs a minute can be asked for.", per_minute_))
        .advise("Wait a little, or raise RATE_LIMIT_PER_MINUTE.")
        .retry_after(std::max(1, static_cast<int>(std::ceil(wait_s - kRounding))));
  }
  bucket.tokens -= tokens;
}

}  // namespace musicgen::api::http
