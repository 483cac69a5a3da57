#include "engines/diffrhythm/dit/rows.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "base/each_processor.h"

namespace musicgen::diffrhythm {

namespace {

// Sums and maxima of a row go into this many lanes, so that they use the wide registers.
constexpr std::int64_t kLanes = 32;

// e^x within 2e-7 of it, for x cut to ±87: 2^n for the nearest n to x / ln 2, times the Taylor
// polynomial of the rest (ln 2 in two parts: Cody and Waite 1980).
inline float exponential(float x) {
  constexpr float kToInteger = 12582912;  // 1.5 * 2^23: what is added to it rounds to whole numbers
  x = x < -87.0F ? -87.0F : x;
  x = x > 87.0F ? 87.0F : x;
  const float shifted = x * 1.44269504088896341F + kToInteger;
  const float n = shifted - kToInteger;
  const float r = (x - n * 0.693145751953125F) - n * 1.42860682030941723e-6F;
  const float rest =
      1.0F +
      r * (1.0F +
           r * (1.0F / 2 + r * (1.0F / 6 + r * (1.0F / 24 + r * (1.0F / 120 + r * (1.0F / 720))))));
  const std::uint32_t power = (std::bit_cast<std::uint32_t>(shifted) + 127U) << 23;
  return rest * std::bit_cast<float>(power);
}

inline float total(const float* lanes) {
  float sum = 0;
  for (std::int64_t lane = 0; lane < kLanes; ++lane) sum += lanes[lane];
  return sum;
}

}  // namespace

MUSICGEN_EACH_PROCESSOR
void rms_norm_row(const float* in, const float* gain, float epsilon, float* out,
                  std::int64_t count) {
  float lanes[kLanes] = {};
  std::int64_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    for (std::int64_t lane = 0; lane < kLanes; ++lane) {
      lanes[lane] += in[i + lane] * in[i + lane];
    }
  }
  float sum = total(lanes);
  for (; i < count; ++i) sum += in[i] * in[i];
  const float scale = 1 / std::sqrt(sum / static_cast<float>(count) + epsilon);
  for (i = 0; i < count; ++i) out[i] = in[i] * scale * gain[i];
}

MUSICGEN_EACH_PROCESSOR
void gate_row(const float* gate, const float* up, float* out, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) {
    out[i] = gate[i] / (1 + exponential(-gate[i])) * up[i];
  }
}

MUSICGEN_EACH_PROCESSOR
void mish_row(float* x, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) {
    const float power = exponential(x[i] > 20.0F ? 20.0F : x[i]);  // beyond it the factor is 1
    const float n = power * (power + 2);
    x[i] = x[i] * (n / (n + 2));
  }
}

MUSICGEN_EACH_PROCESSOR
float exp_row(float* x, std::int64_t count) {
  float lanes[kLanes];
  std::fill_n(lanes, kLanes, x[0]);
  std::int64_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    for (std::int64_t lane = 0; lane < kLanes; ++lane) {
      lanes[lane] = x[i + lane] > lanes[lane] ? x[i + lane] : lanes[lane];
    }
  }
  float largest = *std::max_element(lanes, lanes + kLanes);
  for (; i < count; ++i) largest = std::max(largest, x[i]);

  for (i = 0; i < count; ++i) x[i] = exponential(x[i] - largest);

  std::fill_n(lanes, kLanes, 0.0F);
  for (i = 0; i + kLanes <= count; i += kLanes) {
    for (std::int64_t lane = 0; lane < kLanes; ++lane) lanes[lane] += x[i + lane];
  }
  float sum = total(lanes);
  for (; i < count; ++i) sum += x[i];
  return sum;
}

MUSICGEN_EACH_PROCESSOR
void scale_row(float* x, float factor, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) x[i] *= factor;
}

MUSICGEN_EACH_PROCESSOR
void widen_row(const std::uint16_t* in, float* out, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) {
    // The fields moved to their places in fp32, then times 2^112 for the other bias of the
    // exponent, which is right for subnormal numbers as well. Infinity and NaN keep theirs.
    const std::uint32_t bits = in[i];
    const std::uint32_t moved = (bits & 0x7FFFU) << 13;
    const float value = std::bit_cast<float>(moved) * 0x1p112F;
    const std::uint32_t finite = std::bit_cast<std::uint32_t>(value);
    const std::uint32_t special = moved | 0x7F800000U;
    const std::uint32_t sign = (bits & 0x8000U) << 16;
    out[i] = std::bit_cast<float>((moved >= 0x0F800000U ? special : finite) | sign);
  }
}

}  // namespace musicgen::diffrhythm
