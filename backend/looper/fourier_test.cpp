#include "looper/fourier.h"

#include <thread>

#include <gtest/gtest.h>

#include "audio/spectrum.h"

namespace musicgen::looper {
namespace {

// As when the server draws one track's picture while it looks for the loop of another. FFTW breaks
// the heap where two threads plan at once.
TEST(RealFourier, IsPlannedWhileASpectrumIs) {
  constexpr int kTimes = 5000;
  std::jthread other([] {
    for (int i = 0; i < kTimes; ++i) audio::Spectrum spectrum(std::size_t{64} << (i % 6));
  });
  for (int i = 0; i < kTimes; ++i) RealFourier fourier(64 << (i % 6));
}

}  // namespace
}  // namespace musicgen::looper
