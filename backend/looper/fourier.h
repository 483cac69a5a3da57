#pragma once
// The discrete Fourier transform of real signals (FFTW, single precision).

#include <complex>
#include <memory>
#include <span>

namespace musicgen::looper {

class RealFourier {
 public:
  explicit RealFourier(int size);
  ~RealFourier();
  RealFourier(RealFourier&&) noexcept;
  RealFourier& operator=(RealFourier&&) noexcept;

  int size() const;
  std::span<float> signal();                  // size() values
  std::span<std::complex<float>> spectrum();  // size() / 2 + 1 values

  void forward();   // signal -> spectrum; keeps the signal
  void backward();  // spectrum -> signal times size(); destroys the spectrum

 private:
  struct Plans;
  std::unique_ptr<Plans> plans_;
};

}  // namespace musicgen::looper
