#include "looper/decimator.h"

#include <cmath>
#include <numbers>

#include "looper/vector_math.h"

namespace musicgen::looper {
namespace {

// Sinc cut off at 0.88 of the new Nyquist frequency under a Blackman window; 12 taps per step keep
// aliases below -60 dB over most of the band.
std::vector<float> low_pass(int factor) {
  if (factor == 1) return {1.0F};
  const int half = 6 * factor;
  std::vector<double> taps;
  double sum = 0;
  for (int i = -half; i <= half; ++i) {
    const double x = std::numbers::pi * 0.88 * i / factor;
    const double phase = std::numbers::pi * (i + half + 1) / (half + 1);
    const double window = 0.42 - 0.5 * std::cos(phase) + 0.08 * std::cos(2 * phase);
    taps.push_back((i == 0 ? 1.0 : std::sin(x) / x) * window);
    sum += taps.back();
  }
  std::vector<float> out;
  for (const double tap : taps) out.push_back(static_cast<float>(tap / sum));
  return out;
}

}  // namespace

Decimator::Decimator(int factor)
    : factor_(factor), taps_(low_pass(factor)), waiting_(taps_.size() / 2, 0.0F) {}

void Decimator::push(std::span<const float> in, std::vector<float>& out) {
  waiting_.insert(waiting_.end(), in.begin(), in.end());
  while (skip_ + taps_.size() <= waiting_.size()) {
    out.push_back(dot(waiting_.data() + skip_, taps_.data(), taps_.size()));
    skip_ += factor_;
  }
  const std::size_t done = std::min(skip_, waiting_.size());
  waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(done));
  skip_ -= done;
}

void Decimator::flush(std::vector<float>& out) {
  const std::vector<float> silence(taps_.size() / 2, 0.0F);
  push(silence, out);
}

}  // namespace musicgen::looper
