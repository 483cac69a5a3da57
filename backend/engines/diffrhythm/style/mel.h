#pragma once
// Sound to the decibel mel spectrogram that MuQ reads: torchaudio's MelSpectrogram (2,048-point
// Hann window, centred with reflection, power; triangles on the HTK mel scale without area
// normalisation; 0 Hz to half the sample rate) and AmplitudeToDB (10·log₁₀, not below 10⁻¹⁰).
// Only for .cpp files of this room.

#include <cstdint>

#include <ATen/ATen.h>

namespace musicgen::diffrhythm {

inline constexpr std::int64_t kMelWindow = 2048;

// [bins, mels]: how much of each of the window's 1,025 frequencies goes to each mel band.
at::Tensor mel_filters(std::int64_t mels, double sample_rate_hz);

// sound: [samples], at least 1,025 of them. [mels, 1 + samples / hop].
at::Tensor mel_decibels(const at::Tensor& sound, const at::Tensor& filters, std::int64_t hop);

}  // namespace musicgen::diffrhythm
