#include "looper/features.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "looper/fourier.h"
#include "looper/vector_math.h"

namespace musicgen::looper {
namespace {

constexpr int kWindow = 2048;
constexpr int kMostFrames = 8192;
constexpr double kLowestHz = 60;
constexpr float kTimbreWeight = 0.6F;

// To which band and pitch class each bin of the spectrum belongs; -1: to none.
struct Bins {
  std::array<int, kWindow / 2 + 1> band{};
  std::array<int, kWindow / 2 + 1> pitch_class{};

  explicit Bins(double rate_hz) {
    const double octaves = std::log2(std::max(2.0, 0.45 * rate_hz / kLowestHz));
    for (int bin = 0; bin <= kWindow / 2; ++bin) {
      const double hz = bin * rate_hz / kWindow;
      const double place = hz < kLowestHz ? -1 : std::log2(hz / kLowestHz) / octaves * kBands;
      band[bin] = place >= 0 && place < kBands ? static_cast<int>(place) : -1;
      const bool is_pitch = hz > 100 && hz < 2100;
      pitch_class[bin] =
          is_pitch ? static_cast<int>(std::lround(12 * std::log2(hz / 27.5))) % 12 : -1;
    }
  }
};

std::array<float, kWindow> hann() {
  std::array<float, kWindow> window{};
  for (int i = 0; i < kWindow; ++i) {
    window[i] = static_cast<float>(0.5 - 0.5 * std::cos(2 * std::numbers::pi * i / kWindow));
  }
  return window;
}

class Analyser {
 public:
  explicit Analyser(const Sketch& sketch)
      : sketch_(sketch), bins_(sketch.rate_hz()), window_(hann()), fourier_(kWindow) {}

  // Writes the raw energies of the frame centred at `centre` and returns its level.
  float frame(int centre, float* row) {
    const auto signal = fourier_.signal();
    for (int i = 0; i < kWindow; ++i) {
      const int at = centre - kWindow / 2 + i;
      signal[i] = at >= 0 && at < sketch_.size() ? sketch_.samples[at] * window_[i] : 0.0F;
    }
    fourier_.forward();
    const auto spectrum = fourier_.spectrum();
    std::fill_n(row, kFeatures, 0.0F);
    float total = 0;
    for (int bin = 0; bin <= kWindow / 2; ++bin) {
      const float power = std::norm(spectrum[bin]);
      total += power;
      if (bins_.band[bin] >= 0) row[bins_.band[bin]] += power;
      if (bins_.pitch_class[bin] >= 0) row[kBands + bins_.pitch_class[bin]] += std::sqrt(power);
    }
    return 10 * std::log10(total / (kWindow * kWindow / 8.0F) + 1e-12F);
  }

 private:
  const Sketch& sketch_;
  Bins bins_;
  std::array<float, kWindow> window_;
  RealFourier fourier_;
};

void scale_to(float* values, int n, float length) {
  const float e = energy(values, n);
  const float gain = e > 0 ? length / std::sqrt(e) : 0.0F;
  for (int i = 0; i < n; ++i) values[i] *= gain;
}

// Energies become logarithms above a floor 60 dB under the loudest band.
void take_logarithms(Features& features) {
  float loudest = 1e-20F;
  for (int t = 0; t < features.count; ++t) {
    const float* row = features.row(t);
    loudest = std::max(loudest, *std::max_element(row, row + kBands));
  }
  for (int t = 0; t < features.count; ++t) {
    float* row = features.values.data() + std::size_t(t) * kFeatures;
    for (int b = 0; b < kBands; ++b) row[b] = std::log10(row[b] + 1e-6F * loudest);
  }
}

void normalise(Features& features) {
  std::array<double, kFeatures> mean{};
  for (int t = 0; t < features.count; ++t) {
    float* row = features.values.data() + std::size_t(t) * kFeatures;
    scale_to(row + kBands, kPitchClasses, 1.0F);
    for (int i = 0; i < kFeatures; ++i) mean[i] += row[i];
  }
  for (int t = 0; t < features.count; ++t) {
    float* row = features.values.data() + std::size_t(t) * kFeatures;
    for (int i = 0; i < kFeatures; ++i) row[i] -= static_cast<float>(mean[i] / features.count);
    scale_to(row, kBands, std::sqrt(kTimbreWeight));
    scale_to(row + kBands, kPitchClasses, std::sqrt(1 - kTimbreWeight));
  }
}

}  // namespace

double Features::timbre_likeness(int a, int b) const {
  return dot(row(a), row(b), kBands) / kTimbreWeight;
}

double Features::harmony_likeness(int a, int b) const {
  return dot(row(a) + kBands, row(b) + kBands, kPitchClasses) / (1 - kTimbreWeight);
}

double Features::likeness(int a, int b) const {
  return dot(row(a), row(b), kFeatures);
}

Features features_of(const Sketch& sketch, const std::stop_token& stop) {
  Features features;
  while (sketch.size() / features.hop >= kMostFrames) features.hop *= 2;
  features.count = sketch.size() / features.hop + 1;
  features.values.resize(std::size_t(features.count) * kFeatures);
  features.level.resize(features.count);
  Analyser analyser(sketch);
  for (int t = 0; t < features.count; ++t) {
    if (t % 256 == 0) throw_if_stopped(stop);
    features.level[t] =
        analyser.frame(t * features.hop, features.values.data() + std::size_t(t) * kFeatures);
  }
  features.loudest = *std::max_element(features.level.begin(), features.level.end());
  take_logarithms(features);
  normalise(features);
  return features;
}

}  // namespace musicgen::looper
