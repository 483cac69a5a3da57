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

// As far as frames go: half of what the type holds, so that the sum of two is still a number.
inline constexpr Frames kMostFrames = Frames{1} << 62;

// The frame nearest to a point in time, at most kMostFrames away; what is no number, which must be
// refused before, is the earliest.
inline Frames frames_of(Seconds time, int sample_rate_hz) {
  const double frames = time.count() * sample_rate_hz;
  constexpr auto kMost = static_cast<double>(kMostFrames);
  if (!(frames > -kMost)) return -kMostFrames;
  return frames < kMost ? static_cast<Frames>(std::llround(frames)) : kMostFrames;
}

inline Seconds seconds_of(Frames frames, int sample_rate_hz) {
  return Seconds(static_cast<double>(frames) / sample_rate_hz);
}

}  // namespace musicgen
