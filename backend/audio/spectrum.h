#pragma once
#include <complex>
#include <memory>
#include <span>
#include <vector>

namespace musicgen::audio {

// The power spectrum of both channels through a Hann window (FFTW, one transform for the two).
class Spectrum {
 public:
  explicit Spectrum(std::size_t window);
  ~Spectrum();
  Spectrum(Spectrum&&) noexcept;

  // `stereo` holds `window` frames, left as the real and right as the imaginary part. Returns
  // window/2 powers, the mean of the channels, valid until the next call; a sine at full scale has
  // power 1 in its bin.
  std::span<const float> powers_of(std::span<const std::complex<float>> stereo);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace musicgen::audio
