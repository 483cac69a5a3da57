#pragma once
// Floats into whole numbers, for the formats that keep every bit.

#include <cstdint>
#include <span>
#include <vector>

#include "audio/samples.h"

namespace musicgen::looper {

class Quantizer {
 public:
  // 16, 24, or 32 for floats as they are.
  explicit Quantizer(int bits_per_sample) : bits_(bits_per_sample) {}

  // To whole steps of 16 or 24 bits. What lies on a step stays exactly there; what lies between
  // gets triangular dither at 16 bits.
  void quantize(std::span<const float> samples, std::span<std::int32_t> steps);

  // Appends little-endian samples as WAV files hold them.
  void pack(std::span<const float> samples, std::vector<std::uint8_t>& bytes);

 private:
  int bits_;
  audio::Dither dither_;
  std::vector<std::int32_t> steps_;
};

}  // namespace musicgen::looper
