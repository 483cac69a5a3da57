#include "effects/gain_curve.h"

#include <algorithm>
#include <cmath>

#include "base/units.h"

namespace musicgen::effects {
namespace {

// Short enough that a drum keeps its attack, long enough that bass is not distorted.
constexpr Seconds kLookAhead{0.005};
constexpr Seconds kRelease{0.120};

// The gain stays low this long around a peak, the reach of the filter that saw it.
constexpr std::size_t kGuardFrames = 12;

std::size_t box_width(int sample_rate_hz) {
  return std::max<std::size_t>(2,
                               static_cast<std::size_t>(frames_of(kLookAhead / 2, sample_rate_hz)));
}

}  // namespace

SlidingMinimum::SlidingMinimum(std::size_t width) : width_(width), ring_(width + 1) {
  entry(end_++) = {index_++, 1.0f};
}

float SlidingMinimum::next(float value) {
  while (end_ > begin_ && entry(end_ - 1).value >= value) --end_;
  entry(end_++) = {index_++, value};
  if (entry(begin_).index + width_ < index_) ++begin_;
  return entry(begin_).value;
}

BoxFilter::BoxFilter(std::size_t width) : values_(width, 1.0), sum_(static_cast<double>(width)) {}

double BoxFilter::next(double value) {
  sum_ += value - values_[oldest_];
  values_[oldest_] = value;
  if (++oldest_ == values_.size()) oldest_ = 0;
  return sum_ / static_cast<double>(values_.size());
}

GainCurve::GainCurve(int sample_rate_hz)
    : box_(box_width(sample_rate_hz)),
      delay_(2 * (box_ - 1) + kGuardFrames),
      held_(delay_ + kGuardFrames + 1),
      first_box_(box_),
      second_box_(box_),
      release_(1.0 - std::exp(-1.0 / (kRelease.count() * sample_rate_hz))) {}

float GainCurve::next(float needed) {
  const double held = static_cast<double>(held_.next(needed));
  released_ = std::min(held, released_ + (1.0 - released_) * release_);
  return static_cast<float>(second_box_.next(first_box_.next(released_)));
}

}  // namespace musicgen::effects
