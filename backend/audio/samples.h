#pragma once
// Interleaved floats into the sample formats that encoders want.

#include <cstdint>
#include <span>

struct AVFrame;

namespace musicgen::audio {

// Triangular noise of ±1 least significant bit, which makes the rounding error independent of the
// sound (Lipshitz, Wannamaker & Vanderkooy, "Quantization and Dither", JAES 40(5), 1992). The same
// noise in every run.
class Dither {
 public:
  float next();

 private:
  std::uint64_t state_ = 0x9E3779B97F4A7C15u;
};

// Fills a writable frame with nb_samples frames. Beyond full scale is clamped and NaN becomes 0,
// except where `exact` (packed floats only), which copies bit for bit. S32 gets 24 significant
// bits.
void fill_frame(AVFrame& frame, std::span<const float> interleaved, bool exact, Dither& dither);

}  // namespace musicgen::audio
