#include "audio/true_peak.h"

#include <cmath>
#include <numbers>

namespace musicgen::audio {
namespace {

constexpr int kTaps = 49;

int oversampling_of(int sample_rate_hz) {
  return sample_rate_hz < 96000 ? 4 : sample_rate_hz < 192000 ? 2 : 1;
}

float coefficient(int tap, int factor) {
  const double x = std::numbers::pi * (tap - (kTaps - 1) / 2) / factor;
  const double sinc = x == 0.0 ? 1.0 : std::sin(x) / x;
  const double hann = 0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * tap / (kTaps - 1));
  return static_cast<float>(sinc * hann);
}

// The count of taps is a constant, so that the compiler handles several frames at once.
template <std::size_t Taps>
void raise_peaks(const float* newest, const float* coefficients, std::span<float> peaks) {
  for (std::size_t i = 0; i < peaks.size(); ++i) {
    float sum = 0.0f;
    for (std::size_t tap = 0; tap < Taps; ++tap) {
      sum += coefficients[tap] * newest[static_cast<std::ptrdiff_t>(i - tap)];
    }
    const float level = std::fabs(sum);
    peaks[i] = peaks[i] < level ? level : peaks[i];
  }
}

}  // namespace

TruePeakDetector::TruePeakDetector(StreamFormat format)
    : channels_(static_cast<std::size_t>(format.channels)) {
  const int factor = oversampling_of(format.sample_rate_hz);
  half_width_ = factor == 1 ? 0 : static_cast<std::size_t>((kTaps - 1) / 2 / factor);
  for (int phase = 1; phase < factor; ++phase) {
    std::vector<float>& coefficients = phases_.emplace_back();
    for (int tap = phase; tap < kTaps; tap += factor) {
      coefficients.push_back(coefficient(tap, factor));
    }
  }
  lines_.assign(channels_, std::vector<float>(2 * half_width_));
}

void TruePeakDetector::process(std::span<const float> interleaved, std::span<float> peaks) {
  const std::size_t past = 2 * half_width_;
  std::fill(peaks.begin(), peaks.end(), 0.0f);
  for (std::size_t channel = 0; channel < channels_; ++channel) {
    std::vector<float>& line = lines_[channel];
    line.resize(past + peaks.size());
    for (std::size_t i = 0; i < peaks.size(); ++i) {
      line[past + i] = interleaved[i * channels_ + channel];
    }
    scan(line, peaks);
    line.erase(line.begin(), line.end() - static_cast<std::ptrdiff_t>(past));
  }
}

void TruePeakDetector::scan(const std::vector<float>& line, std::span<float> peaks) const {
  const float* newest = line.data() + 2 * half_width_;
  for (std::size_t i = 0; i < peaks.size(); ++i) {
    const float level = std::fabs(newest[i - half_width_]);
    peaks[i] = peaks[i] < level ? level : peaks[i];
  }
  for (const std::vector<float>& coefficients : phases_) {
    if (coefficients.size() == 12) raise_peaks<12>(newest, coefficients.data(), peaks);
    if (coefficients.size() == 24) raise_peaks<24>(newest, coefficients.data(), peaks);
  }
}

}  // namespace musicgen::audio
