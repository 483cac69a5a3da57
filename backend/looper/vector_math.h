#pragma once
// Sums over arrays of floats in eight lanes: the order of summation is fixed, so results do not
// depend on the machine, and the compiler may use its vector registers.

#include <array>
#include <cstddef>

namespace musicgen::looper {

inline float sum_of_lanes(const std::array<float, 8>& lane) {
  return ((lane[0] + lane[4]) + (lane[1] + lane[5])) + ((lane[2] + lane[6]) + (lane[3] + lane[7]));
}

// Sum of a[i] * b[i].
inline float dot(const float* a, const float* b, std::size_t n) {
  std::array<float, 8> lane{};
  const std::size_t whole = n / 8 * 8;
  for (std::size_t i = 0; i < whole; i += 8) {
    for (std::size_t k = 0; k < 8; ++k) lane[k] += a[i + k] * b[i + k];
  }
  float rest = 0;
  for (std::size_t i = whole; i < n; ++i) rest += a[i] * b[i];
  return sum_of_lanes(lane) + rest;
}

inline float energy(const float* a, std::size_t n) {
  return dot(a, a, n);
}

}  // namespace musicgen::looper
