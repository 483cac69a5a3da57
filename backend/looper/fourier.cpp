#include "looper/fourier.h"

#include <new>

#include <fftw3.h>

#include "audio/fourier_planner.h"

namespace musicgen::looper {
namespace {

struct Free {
  void operator()(void* memory) const { fftwf_free(memory); }
};

}  // namespace

struct RealFourier::Plans {
  explicit Plans(int n)
      : size(n),
        signal(fftwf_alloc_real(static_cast<std::size_t>(n))),
        spectrum(fftwf_alloc_complex(static_cast<std::size_t>(n) / 2 + 1)) {
    if (!signal || !spectrum) throw std::bad_alloc();
    const std::scoped_lock lock(audio::fourier_planner());
    // Measured plans would differ from run to run, and with them the last bits of the results.
    forward =
        fftwf_plan_dft_r2c_1d(n, signal.get(), spectrum.get(), FFTW_ESTIMATE | FFTW_PRESERVE_INPUT);
    backward = fftwf_plan_dft_c2r_1d(n, spectrum.get(), signal.get(), FFTW_ESTIMATE);
  }
  ~Plans() {
    const std::scoped_lock lock(audio::fourier_planner());
    fftwf_destroy_plan(forward);
    fftwf_destroy_plan(backward);
  }
  Plans(const Plans&) = delete;
  Plans& operator=(const Plans&) = delete;

  int size;
  std::unique_ptr<float, Free> signal;
  std::unique_ptr<fftwf_complex, Free> spectrum;
  fftwf_plan forward = nullptr;
  fftwf_plan backward = nullptr;
};

RealFourier::RealFourier(int size) : plans_(std::make_unique<Plans>(size)) {}
RealFourier::~RealFourier() = default;
RealFourier::RealFourier(RealFourier&&) noexcept = default;
RealFourier& RealFourier::operator=(RealFourier&&) noexcept = default;

int RealFourier::size() const {
  return plans_->size;
}

std::span<float> RealFourier::signal() {
  return {plans_->signal.get(), static_cast<std::size_t>(plans_->size)};
}

std::span<std::complex<float>> RealFourier::spectrum() {
  // C's and C++'s complex numbers share one layout (C++ [complex.numbers.general]).
  return {reinterpret_cast<std::complex<float>*>(plans_->spectrum.get()),
          static_cast<std::size_t>(plans_->size) / 2 + 1};
}

void RealFourier::forward() {
  fftwf_execute(plans_->forward);
}
void RealFourier::backward() {
  fftwf_execute(plans_->backward);
}

}  // namespace musicgen::looper
