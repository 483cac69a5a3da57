#pragma once
// Oscillators whose steps are rounded so that they don't alias.

#include <cmath>
#include <numbers>

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
      return std::sin(2 * std::numbers::pi_v<float> * phase);
  }
  return 0;
}

}  // namespace musicgen::composer
