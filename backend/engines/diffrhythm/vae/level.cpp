#include "engines/diffrhythm/vae/level.h"

#include <algorithm>
#include <cmath>

namespace musicgen::diffrhythm {

float peak_of(std::span<const float> samples) {
  float peak = 0.0F;
  for (const float sample : samples) peak = std::max(peak, std::abs(sample));
  return peak;
}

std::vector<std::int16_t> to_int16(std::span<const float> samples, float peak) {
  std::vector<std::int16_t> result(samples.size(), 0);
  if (!(peak > 0.0F)) return result;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const float level = samples[i] / peak;
    if (std::isnan(level)) continue;
    result[i] = static_cast<std::int16_t>(std::clamp(level, -1.0F, 1.0F) * 32767.0F);
  }
  return result;
}

void normalize_peak(std::span<float> samples, double decibels) {
  const float peak = peak_of(samples);
  if (!(peak > 0.0F)) return;
  const float factor = static_cast<float>(std::pow(10.0, decibels / 20.0)) / peak;
  for (float& sample : samples) sample *= factor;
}

}  // namespace musicgen::diffrhythm
