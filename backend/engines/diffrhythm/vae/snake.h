#pragma once
// The activation of the Oobleck autoencoder: x + sin²(x·eᵃ) / (eᵇ + 10⁻⁹), a and b learned for each
// channel (stable-audio-tools, blocks.py, SnakeBeta with alpha_logscale; Liu Ziyin et al. 2020,
// "Neural networks fail to learn periodic functions", eq. 4).
// Only for .cpp files of this room.

#include <ATen/ATen.h>

namespace musicgen::diffrhythm {

class Snake {
 public:
  // Both [channels], as the checkpoint has them (logarithms), 32-bit floats.
  Snake(const at::Tensor& log_alpha, const at::Tensor& log_beta, at::Device device);

  // x: [batch, channels, time], 32-bit floats, contiguous.
  at::Tensor operator()(const at::Tensor& x) const;
  void apply_in_place(at::Tensor& x) const;

 private:
  void write(const at::Tensor& from, at::Tensor& to) const;

  at::Tensor frequency_;  // [channels, 1]
  at::Tensor amount_;     // [channels, 1]
};

}  // namespace musicgen::diffrhythm
