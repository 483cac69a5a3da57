#include "audio/samples.h"

#include <cmath>
#include <cstring>

#include "audio/libav.h"
#include "base/error.h"

namespace musicgen::audio {
namespace {

// Also turns NaN, of which every comparison is false, into silence.
float clamped(float sample) {
  if (sample > 1.0f) return 1.0f;
  if (sample >= -1.0f) return sample;
  return sample < -1.0f ? -1.0f : 0.0f;
}

void fill_s16(std::int16_t* out, std::span<const float> samples, Dither& dither) {
  for (const float sample : samples) {
    const float level = clamped(sample) * 32768.0f + dither.next();
    *out++ = static_cast<std::int16_t>(std::lrint(std::clamp(level, -32768.0f, 32767.0f)));
  }
}

void fill_s24(std::int32_t* out, std::span<const float> samples) {
  constexpr double kFullScale = 8388608.0;
  for (const float sample : samples) {
    const double level = std::min(clamped(sample) * kFullScale, kFullScale - 1.0);
    *out++ = static_cast<std::int32_t>(std::lrint(level)) * 256;
  }
}

void fill_planar(AVFrame& frame, std::span<const float> samples) {
  const auto channels = static_cast<std::size_t>(frame.ch_layout.nb_channels);
  for (std::size_t channel = 0; channel < channels; ++channel) {
    auto* out = reinterpret_cast<float*>(frame.extended_data[channel]);
    for (std::size_t i = channel; i < samples.size(); i += channels) *out++ = clamped(samples[i]);
  }
}

}  // namespace

// xorshift64* (Vigna, "An experimental exploration of Marsaglia's xorshift generators, scrambled",
// ACM TOMS 42(4), 2016). The two halves of one number give the two uniform variables.
float Dither::next() {
  state_ ^= state_ >> 12;
  state_ ^= state_ << 25;
  state_ ^= state_ >> 27;
  const std::uint64_t bits = state_ * 0x2545F4914F6CDD1Du;
  constexpr float kUnit = 1.0f / 4294967296.0f;
  return (static_cast<float>(bits >> 32) - static_cast<float>(bits & 0xFFFFFFFFu)) * kUnit;
}

void fill_frame(AVFrame& frame, std::span<const float> interleaved, bool exact, Dither& dither) {
  switch (frame.format) {
    case AV_SAMPLE_FMT_S16:
      return fill_s16(reinterpret_cast<std::int16_t*>(frame.data[0]), interleaved, dither);
    case AV_SAMPLE_FMT_S32:
      return fill_s24(reinterpret_cast<std::int32_t*>(frame.data[0]), interleaved);
    case AV_SAMPLE_FMT_FLTP:
      return fill_planar(frame, interleaved);
    case AV_SAMPLE_FMT_FLT: {
      auto* out = reinterpret_cast<float*>(frame.data[0]);
      if (exact) {
        std::memcpy(out, interleaved.data(), interleaved.size_bytes());
      } else {
        std::transform(interleaved.begin(), interleaved.end(), out, clamped);
      }
      return;
    }
    default:
      throw InternalError("An encoder asks for an unknown sample format.");
  }
}

}  // namespace musicgen::audio
