#pragma once
// Levels as the official code sets them.

#include <cstdint>
#include <span>
#include <vector>

namespace musicgen::diffrhythm {

// The largest magnitude; 0 for silence and for nothing.
float peak_of(std::span<const float> samples);

// Divides by peak, clamps to ±1, multiplies by 32,767 and cuts the fraction off (infer.py). The
// official code divides silence by zero; here it stays silent.
std::vector<std::int16_t> to_int16(std::span<const float> samples, float peak);

// Scales so that the peak is `decibels` below full scale (infer_utils.normalize_audio); a reference
// to edit is brought to -6. Silence stays silent.
void normalize_peak(std::span<float> samples, double decibels);

}  // namespace musicgen::diffrhythm
