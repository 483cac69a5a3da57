#pragma once
// Oscillators whose steps are rounded so that they don't alias.

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <span>

#include "base/json.h"

namespace musicgen::composer {

enum class Wave { saw, pulse, triangle, sine };
BOOST_DESCRIBE_ENUM(Wave, saw, pulse, triangle, sine)

// What a rise by 2 at phase 0 must be corrected by: the fourth-order polynomial BLEP, which
// reaches over two samples on either side (Välimäki, Pekonen, Nam, "Perceptually informed synthesis
// of bandlimited classical waveforms using integrated polynomial interpolation", JASA 131, 2012).
// `phase` 0 to 1, `step` the phase's advance a sample.
inline float blep(float phase, float step) {
  const float reach = 2 * step;
  if (phase > reach && phase < 1 - reach) return 0;
  const bool after = phase <= reach;
  // Distance from the step in samples, 0 to 2; the correction is odd.
  const float d = (after ? phase : 1 - phase) / step;
  const float u = 2 - d;
  const float outer = u * u * u * u * (1.0f / 12.0f);
  const float v = 1 - d;
  const float inner = v > 0 ? v * v * v * v * (1.0f / 3.0f) : 0;
  const float y = outer - inner;
  return after ? -y : y;
}

// The same for a change of slope by 1 a sample at phase 0, the integral of `blep` / 2.
inline float blamp(float phase, float step) {
  const float reach = 2 * step;
  if (phase > reach && phase < 1 - reach) return 0;
  const float d = (phase <= reach ? phase : 1 - phase) / step;
  const float u = 2 - d;
  const float v = 1 - d;
  const float inner = v > 0 ? v * v * v * v * v : 0;
  return (u * u * u * u * u - 4 * inner) * (1.0f / 120.0f);
}

inline float wrapped(float phase) {
  return phase >= 1 ? phase - 1 : phase;
}

// Sine of a number of turns between 0 and 1, within 4e-6: the odd polynomial to the ninth power on
// a quarter turn to either side.
inline float sine_of_turns(float phase) {
  const float folded = phase < 0.25f ? phase : phase < 0.75f ? 0.5f - phase : phase - 1;
  const float x = 2 * std::numbers::pi_v<float> * folded;
  const float s = x * x;
  return x * (1 + s * (-1.0f / 6 + s * (1.0f / 120 + s * (-1.0f / 5040 + s * (1.0f / 362880)))));
}

// One sample of a wave between -1 and 1; `width` is the share of a pulse that is high.
inline float wave_at(Wave wave, float phase, float step, float width) {
  switch (wave) {
    case Wave::saw:
      return 2 * phase - 1 - blep(phase, step);
    case Wave::pulse: {
      const float fall = wrapped(phase + 1 - width);
      return (phase < width ? 1.0f : -1.0f) + blep(phase, step) - blep(fall, step) -
             (2 * width - 1);
    }
    case Wave::triangle: {
      const float half = wrapped(phase + 0.5f);
      const float naive = 1 - 4 * std::abs(phase - 0.5f);
      return naive + 8 * step * (blamp(phase, step) - blamp(half, step));
    }
    case Wave::sine:
      return sine_of_turns(phase);
  }
  return 0;
}

// Fills `out` (at most `Most` frames) with a saw whose steps are rounded as by `blep`: first the
// plain ramp, for which the compiler uses vectors, then a correction of the few samples about each
// step. Returns the phase of the sample after the last. `advance` is below 0.25.
template <std::size_t Most>
double fill_saw(std::span<float> out, double phase, double advance) {
  const auto start = static_cast<float>(phase);
  const auto step = static_cast<float>(advance);
  std::array<float, Most> ramp;
  for (std::size_t i = 0; i < Most; ++i) {
    const float p = start + step * static_cast<float>(i);
    ramp[i] = 2 * (p - static_cast<float>(static_cast<int>(p))) - 1;
  }
  // A step falls `at` samples after the first one; steps up to two samples outside reach in.
  const auto count = static_cast<int>(out.size());
  const double period = 1 / advance;
  const double first_step = -phase * period;
  for (double at = first_step > -2 ? first_step : first_step + period; at < count + 2;
       at += period) {
    const int first = std::max(static_cast<int>(std::ceil(at - 2)), 0);
    const int last = std::min(static_cast<int>(std::floor(at + 2)), count - 1);
    for (int i = first; i <= last; ++i) {
      const auto d = static_cast<float>(std::abs(i - at));
      const float u = 2 - d, v = std::max(1 - d, 0.0f);
      const float y = u * u * u * u * (1.0f / 12) - v * v * v * v * (1.0f / 3);
      // After a step the ramp is low, before it high; asking it keeps both roundings in agreement.
      float& sample = ramp[static_cast<std::size_t>(i)];
      sample += sample < 0 ? y : -y;
    }
  }
  std::copy_n(ramp.begin(), out.size(), out.begin());
  const double next = phase + advance * static_cast<double>(out.size());
  return next - std::floor(next);
}

}  // namespace musicgen::composer
