#pragma once
#include <chrono>
#include <map>
#include <mutex>
#include <string>

namespace musicgen::api::http {

// A token bucket for each client: `per_minute` tokens at once, refilled evenly over a minute.
class RateLimit {
 public:
  using Clock = std::chrono::steady_clock;

  // 0: no limit.
  explicit RateLimit(int per_minute) : per_minute_(per_minute) {}

  // Takes tokens from a client's bucket. What needs more than a full bucket waits for a full one
  // and leaves a debt. Throws RateLimited with the seconds to wait.
  void take(const std::string& client, int tokens, Clock::time_point now = Clock::now());

 private:
  struct Bucket {
    double tokens;
    Clock::time_point at;
  };

  double filled(const Bucket& bucket, Clock::time_point now) const;

  int per_minute_;
  std::mutex mutex_;
  std::map<std::string, Bucket> buckets_;
};

}  // namespace musicgen::api::http
