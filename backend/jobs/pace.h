#pragma once
// How far a piece of work is, as its threads tell it, and when it will probably be done.

#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace musicgen::jobs {

class Pace {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Pace(Clock::time_point start) : start_(start) {}

  // As a ProgressFn is called; what would fall or is no number is taken as no progress.
  void report(double fraction, std::string_view stage);

  struct View {
    double percent = 0;
    std::string stage;
    std::optional<double> eta_seconds;  // nothing until there is a pace to judge by
  };
  View view(Clock::time_point now) const;

 private:
  const Clock::time_point start_;
  mutable std::mutex mutex_;
  double fraction_ = 0;
  std::string stage_;
};

}  // namespace musicgen::jobs
