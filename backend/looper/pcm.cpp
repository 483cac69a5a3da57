#include "looper/pcm.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace musicgen::looper {

void Quantizer::quantize(std::span<const float> samples, std::span<std::int32_t> steps) {
  const double full_scale = bits_ == 16 ? 32768.0 : 8388608.0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double sample = std::isnan(samples[i]) ? 0.0 : static_cast<double>(samples[i]);
    double level = sample * full_scale;
    if (bits_ == 16 && level != std::rint(level)) level += static_cast<double>(dither_.next());
    steps[i] =
        static_cast<std::int32_t>(std::lrint(std::clamp(level, -full_scale, full_scale - 1.0)));
  }
}

void Quantizer::pack(std::span<const float> samples, std::vector<std::uint8_t>& bytes) {
  const std::size_t begin = bytes.size();
  const auto width = static_cast<std::size_t>(bits_ / 8);
  bytes.resize(begin + samples.size() * width);
  std::uint8_t* out = bytes.data() + begin;
  if (bits_ == 32) {
    std::memcpy(out, samples.data(), samples.size_bytes());
    return;
  }
  steps_.resize(samples.size());
  quantize(samples, steps_);
  for (const std::int32_t step : steps_) {
    const auto bits = static_cast<std::uint32_t>(step);
    for (std::size_t i = 0; i < width; ++i) *out++ = static_cast<std::uint8_t>(bits >> (8 * i));
  }
}

}  // namespace musicgen::looper
