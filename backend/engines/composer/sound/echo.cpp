#include "engines/composer/sound/echo.h"

#include <algorithm>
#include <cmath>

namespace musicgen::composer {

namespace {

constexpr double kLongestSeconds = 4;

std::size_t length_of(double seconds) {
  return static_cast<std::size_t>(
      std::lround(std::clamp(seconds, 0.01, kLongestSeconds) * kSampleRate));
}

}  // namespace

Echo::Echo(const EchoSettings& settings, double seconds_per_beat)
    : left_(length_of(settings.beats * seconds_per_beat)),
      right_(left_.size()),
      feedback_(static_cast<float>(std::clamp(settings.feedback, 0.0, 0.9))),
      damp_left_(settings.damping_hz),
      damp_right_(settings.damping_hz),
      cut_left_(settings.low_cut_hz),
      cut_right_(settings.low_cut_hz) {}

void Echo::add_to(Stereo out, Stereo in) {
  for (std::size_t i = 0; i < out.size(); ++i) {
    const float left = cut_left_.high(damp_left_.low(left_[at_]));
    const float right = cut_right_.high(damp_right_.low(right_[at_]));
    out.left[i] += left;
    out.right[i] += right;
    // The input enters on the left only; the sides then feed each other.
    left_[at_] = 0.5f * (in.left[i] + in.right[i]) + feedback_ * right;
    right_[at_] = left;
    at_ = at_ + 1 == left_.size() ? 0 : at_ + 1;
  }
}

}  // namespace musicgen::composer
