#pragma once
// Units that appear in signatures, so that a number is never just a number.

#include <chrono>
#include <cmath>
#include <cstdint>

namespace musicgen {

// Musical and audio time; full double precision.
using Seconds = std::chrono::duration<double>;

// A count of sample frames (one frame = one sample in each channel).
using Frames = std::int64_t;

// A gain or level relative to full scale.
struct Decibels {
  double value = 0.0;

  double as_gain() const { return std::pow(10.0, value / 20.0); }
  static Decibels of_gain(double gain) { return {20.0 * std::log10(gain)}; }
  auto operator<=>(const Decibels&) const = default;
};

// The frame nearest to a point in time.
inline Frames frames_of(Seconds time, int sample_rate_hz) {
  return static_cast<Frames>(std::llround(time.count() * sample_rate_hz));
}

inline Seconds seconds_of(Frames frames, int sample_rate_hz) {
  return Seconds(static_cast<double>(frames) / sample_rate_hz);
}

}  // namespace musicgen
