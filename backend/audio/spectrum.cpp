#include "audio/spectrum.h"

#include <cmath>
#include <new>
#include <numbers>

#include <fftw3.h>

#include "audio/fourier_planner.h"

namespace musicgen::audio {
namespace {

struct FreeSamples {
  void operator()(fftwf_complex* samples) const { fftwf_free(samples); }
};
struct DestroyPlan {
  void operator()(fftwf_plan_s* plan) const {
    const std::scoped_lock lock(fourier_planner());
    fftwf_destroy_plan(plan);
  }
};

}  // namespace

struct Spectrum::State {
  std::vector<float> window;
  std::vector<float> powers;
  std::unique_ptr<fftwf_complex, FreeSamples> samples;
  std::unique_ptr<fftwf_plan_s, DestroyPlan> plan;
};

Spectrum::Spectrum(std::size_t window) : state_(std::make_unique<State>()) {
  // The scale makes the crest of a sine at full scale in both channels 1.
  const double scale = 4.0 / static_cast<double>(window);
  for (std::size_t i = 0; i < window; ++i) {
    const double angle =
        2.0 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(window);
    state_->window.push_back(static_cast<float>(scale * (0.5 - 0.5 * std::cos(angle))));
  }
  state_->powers.resize(window / 2);
  state_->samples.reset(fftwf_alloc_complex(window));
  if (!state_->samples) throw std::bad_alloc();
  const std::scoped_lock lock(fourier_planner());
  state_->plan.reset(fftwf_plan_dft_1d(static_cast<int>(window), state_->samples.get(),
                                       state_->samples.get(), FFTW_FORWARD, FFTW_ESTIMATE));
  if (!state_->plan) throw std::bad_alloc();
}

Spectrum::~Spectrum() = default;
Spectrum::Spectrum(Spectrum&&) noexcept = default;

std::span<const float> Spectrum::powers_of(std::span<const std::complex<float>> stereo) {
  fftwf_complex* samples = state_->samples.get();
  const std::size_t size = state_->window.size();
  for (std::size_t i = 0; i < size; ++i) {
    samples[i][0] = stereo[i].real() * state_->window[i];
    samples[i][1] = stereo[i].imag() * state_->window[i];
  }
  fftwf_execute(state_->plan.get());
  const auto power = [samples](std::size_t bin) {
    return samples[bin][0] * samples[bin][0] + samples[bin][1] * samples[bin][1];
  };
  // |Z(k)|² + |Z(-k)|² = 2 (|L(k)|² + |R(k)|²), since the transforms of real channels are
  // symmetric.
  for (std::size_t bin = 0; bin < size / 2; ++bin) {
    state_->powers[bin] = (power(bin) + power((size - bin) % size)) / 4.0f;
  }
  return state_->powers;
}

}  // namespace musicgen::audio
