#include "music/listener.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <numbers>
#include <numeric>
#include <vector>

#include <dsp/onsets/DetectionFunction.h>
#include <dsp/tempotracking/TempoTrackV2.h>
#include <fftw3.h>

namespace musicgen::listening {
namespace {

constexpr std::size_t kHop = 512;
constexpr std::size_t kWindow = 1024;

std::vector<double> onset_strength(std::span<const float> mono) {
  DetectionFunction detector(DFConfig{.stepSize = kHop,
                                      .frameLength = kWindow,
                                      .DFType = DF_COMPLEXSD,
                                      .dbRise = 3,
                                      .adaptiveWhitening = false,
                                      .whiteningRelaxCoeff = -1,
                                      .whiteningFloor = -1});
  std::vector<double> strength;
  std::vector<double> frame(kWindow);
  for (std::size_t at = 0; at + kWindow <= mono.size(); at += kHop) {
    std::copy_n(mono.begin() + static_cast<std::ptrdiff_t>(at), kWindow, frame.begin());
    strength.push_back(detector.processTimeDomain(frame.data()));
  }
  // The first two frames only show the start of the analysis.
  if (strength.size() > 2) strength.erase(strength.begin(), strength.begin() + 2);
  return strength;
}

// Frames between beats: the median over all stretches of four.
double beat_length(const std::vector<double>& beats) {
  constexpr std::size_t kStretch = 4;
  std::vector<double> lengths;
  for (std::size_t i = kStretch; i < beats.size(); ++i) {
    lengths.push_back((beats[i] - beats[i - kStretch]) / kStretch);
  }
  const auto middle = lengths.begin() + static_cast<std::ptrdiff_t>(lengths.size() / 2);
  std::nth_element(lengths.begin(), middle, lengths.end());
  return *middle;
}

using Chroma = std::array<double, 12>;  // weight of each pitch class, from C

constexpr std::size_t kChromaWindow = 16384;

// Albrecht and Shanahan, "The use of large corpora to train a new type of key-finding algorithm",
// Music Perception 31 (2013), table 1.
constexpr Chroma kMajor = {.238, .006, .111, .006, .137, .094, .016, .214, .009, .080, .008, .081};
constexpr Chroma kMinor = {.220, .006, .104, .123, .019, .103, .012, .214, .062, .022, .061, .052};

class Spectrum {
 public:
  Spectrum()
      : in_(fftwf_alloc_real(kChromaWindow)),
        out_(fftwf_alloc_complex(kChromaWindow / 2 + 1)),
        plan_(fftwf_plan_dft_r2c_1d(kChromaWindow, in_.get(), out_.get(), FFTW_ESTIMATE)) {}
  ~Spectrum() { fftwf_destroy_plan(plan_); }
  Spectrum(const Spectrum&) = delete;
  Spectrum& operator=(const Spectrum&) = delete;

  std::vector<double> magnitudes(std::span<const float> sound) {
    for (std::size_t i = 0; i < kChromaWindow; ++i) {
      const double phase = 2 * std::numbers::pi * static_cast<double>(i) / kChromaWindow;
      in_[i] = sound[i] * static_cast<float>(0.5 - 0.5 * std::cos(phase));
    }
    fftwf_execute(plan_);
    std::vector<double> result;
    for (std::size_t i = 0; i <= kChromaWindow / 2; ++i) {
      result.push_back(std::hypot(out_[i][0], out_[i][1]) + 1e-12);
    }
    return result;
  }

 private:
  struct Free {
    void operator()(void* memory) const { fftwf_free(memory); }
  };
  std::unique_ptr<float[], Free> in_;
  std::unique_ptr<fftwf_complex[], Free> out_;
  fftwf_plan plan_;
};

// Pitch classes of the peaks between 60 and 2,000 Hz; a peak counts by the root of its magnitude,
// and less the farther it is from a semitone.
Chroma chroma_of(const std::vector<double>& magnitude, int sample_rate_hz) {
  const double bin_hz = static_cast<double>(sample_rate_hz) / kChromaWindow;
  Chroma chroma{};
  const auto last = static_cast<std::size_t>(2000 / bin_hz);
  for (auto i = static_cast<std::size_t>(60 / bin_hz) + 1; i < last; ++i) {
    if (magnitude[i] <= magnitude[i - 1] || magnitude[i] < magnitude[i + 1]) continue;
    const double left = std::log(magnitude[i - 1]);
    const double middle = std::log(magnitude[i]);
    const double right = std::log(magnitude[i + 1]);
    const double offset = 0.5 * (left - right) / (left - 2 * middle + right);
    const double pitch = 69 + 12 * std::log2((static_cast<double>(i) + offset) * bin_hz / 440);
    const double away = std::cos(std::numbers::pi * (pitch - std::round(pitch)));
    chroma[static_cast<std::size_t>(std::lround(pitch)) % 12] +=
        std::sqrt(magnitude[i]) * away * away;
  }
  const double loudest = *std::max_element(chroma.begin(), chroma.end());
  for (double& weight : chroma) weight /= loudest + 1e-9;
  return chroma;
}

double correlation(const Chroma& chroma, const Chroma& profile, std::size_t tonic) {
  const double mean_a = std::accumulate(chroma.begin(), chroma.end(), 0.0) / 12;
  const double mean_b = std::accumulate(profile.begin(), profile.end(), 0.0) / 12;
  double ab = 0;
  double aa = 0;
  double bb = 0;
  for (std::size_t i = 0; i < 12; ++i) {
    const double a = chroma[(i + tonic) % 12] - mean_a;
    const double b = profile[i] - mean_b;
    ab += a * b;
    aa += a * a;
    bb += b * b;
  }
  return ab / std::sqrt(aa * bb + 1e-12);
}

}  // namespace

double tempo_of(std::span<const float> mono, int sample_rate_hz) {
  const std::vector<double> strength = onset_strength(mono);
  TempoTrackV2 tracker(static_cast<float>(sample_rate_hz), kHop);
  std::vector<double> period(strength.size());
  std::vector<double> tempi;
  tracker.calculateBeatPeriod(strength, period, tempi);
  std::vector<double> beats;
  tracker.calculateBeats(strength, period, beats);
  if (beats.size() < 8) return 0;
  return 60.0 * sample_rate_hz / (beat_length(beats) * static_cast<double>(kHop));
}

HeardKey key_of(std::span<const float> mono, int sample_rate_hz) {
  Spectrum spectrum;
  Chroma chroma{};
  for (std::size_t at = 0; at + kChromaWindow <= mono.size(); at += kChromaWindow / 2) {
    const Chroma frame = chroma_of(spectrum.magnitudes(mono.subspan(at)), sample_rate_hz);
    for (std::size_t i = 0; i < 12; ++i) chroma[i] += frame[i];
  }
  HeardKey heard{0, false};
  double best = -1;
  for (std::size_t tonic = 0; tonic < 12; ++tonic) {
    for (const bool minor : {false, true}) {
      const double fit = correlation(chroma, minor ? kMinor : kMajor, tonic);
      if (fit <= best) continue;
      best = fit;
      heard = {static_cast<int>(tonic), minor};
    }
  }
  return heard;
}

}  // namespace musicgen::listening
