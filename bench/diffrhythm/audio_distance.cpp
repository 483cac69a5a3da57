#include "diffrhythm/audio_distance.h"

#include <vector>

#include <ATen/ATen.h>

namespace musicgen::bench {

namespace {

// [channels, bins, frames], in dB.
at::Tensor spectra_of(const diffrhythm::Vae& vae, std::span<const float> latents) {
  constexpr std::int64_t kWindow = 2048;
  std::vector<float> planar = vae.decode(latents);
  const std::int64_t channels = vae.audio_channels();
  const auto count = static_cast<std::int64_t>(planar.size()) / channels;
  const at::Tensor sound = at::from_blob(planar.data(), {channels, count}, at::kFloat);
  const at::Tensor spectrum =
      at::stft(sound, kWindow, kWindow / 4, kWindow, at::hann_window(kWindow), false, true, true);
  return spectrum.abs().square().clamp_min(1e-20).log10().mul(10);
}

}  // namespace

double spectral_distance_db(const diffrhythm::Vae& vae, std::span<const float> latents,
                            std::span<const float> reference) {
  const at::Tensor wanted = spectra_of(vae, reference);
  const at::Tensor floor = wanted.max() - 80;
  const at::Tensor got = at::maximum(spectra_of(vae, latents), floor);
  const at::Tensor difference = got - at::maximum(wanted, floor);
  return difference.square().mean(1).sqrt().mean().item<double>();
}

}  // namespace musicgen::bench
