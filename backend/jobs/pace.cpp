#include "jobs/pace.h"

#include <algorithm>
#include <cmath>

namespace musicgen::jobs {

void Pace::report(double fraction, std::string_view stage) {
  const std::lock_guard lock(mutex_);
  if (fraction > fraction_) fraction_ = std::min(fraction, 1.0);
  stage_ = stage;
}

Pace::View Pace::view(Clock::time_point now) const {
  const std::lock_guard lock(mutex_);
  View view{100 * fraction_, stage_, std::nullopt};
  const double worked = std::chrono::duration<double>(now - start_).count();
  // Before that one slow or quick first step would promise anything.
  if (fraction_ >= 0.01 && worked >= 0.5) {
    view.eta_seconds = std::round(10 * worked * (1 - fraction_) / fraction_) / 10;
  }
  return view;
}

}  // namespace musicgen::jobs
