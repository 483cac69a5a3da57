#include "engines/diffrhythm/style/mel.h"

#include <cmath>

namespace musicgen::diffrhythm {

namespace {

double mel_of(double hertz) {
  return 2595 * std::log10(1 + hertz / 700);
}

}  // namespace

at::Tensor mel_filters(std::int64_t mels, double sample_rate_hz) {
  const auto options = at::TensorOptions().dtype(at::kDouble);
  const double top = sample_rate_hz / 2;
  const at::Tensor bins = at::linspace(0, top, kMelWindow / 2 + 1, options).unsqueeze(1);
  const at::Tensor marks = at::linspace(0, mel_of(top), mels + 2, options);
  const at::Tensor edges = ((marks / 2595).mul(std::log(10)).exp() - 1) * 700;
  const at::Tensor widths = edges.narrow(0, 1, mels + 1) - edges.narrow(0, 0, mels + 1);
  const at::Tensor rising = (bins - edges.narrow(0, 0, mels)) / widths.narrow(0, 0, mels);
  const at::Tensor falling = (edges.narrow(0, 2, mels) - bins) / widths.narrow(0, 1, mels);
  return at::minimum(rising, falling).clamp_min(0).to(at::kFloat);
}

at::Tensor mel_decibels(const at::Tensor& sound, const at::Tensor& filters, std::int64_t hop) {
  const at::Tensor padded =
      at::reflection_pad1d(sound.view({1, 1, -1}), {kMelWindow / 2, kMelWindow / 2}).flatten();
  const at::Tensor window = at::hann_window(kMelWindow, sound.options());
  const at::Tensor frames = padded.unfold(0, kMelWindow, hop) * window;
  const at::Tensor power = at::view_as_real(at::fft_rfft(frames)).square().sum(-1);
  return at::mm(power, filters).clamp_min(1e-10).log10().mul(10).t();
}

}  // namespace musicgen::diffrhythm
