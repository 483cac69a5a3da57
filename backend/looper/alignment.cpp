#include "looper/alignment.h"

#include <algorithm>
#include <cmath>

#include "looper/vector_math.h"

namespace musicgen::looper {
namespace {

// Energy below which a stretch is silence: -90 dB of full scale.
constexpr double kSilence = 1e-9;

int next_power_of_two(int n) {
  int power = 1;
  while (power < n) power *= 2;
  return power;
}

// Vertex of the parabola through (-1, a), (0, b), (1, c), within half a step.
double vertex(double a, double b, double c) {
  const double bend = a - 2 * b + c;
  return bend < 0 ? std::clamp(0.5 * (a - c) / bend, -0.5, 0.5) : 0.0;
}

}  // namespace

double ncc_at(std::span<const float> samples, int at, int length, double lag) {
  const int whole = static_cast<int>(std::lround(lag));
  const double part = lag - whole;
  const int size = static_cast<int>(samples.size());
  if (at < 0 || length <= 0 || at + whole - 1 < 0 || at + whole + length + 1 > size) return 0;
  const float* a = samples.data() + at;
  const float* b = a + whole;
  const std::size_t n = length;
  const double power = static_cast<double>(energy(a, n)) * energy(b, n);
  if (power <= kSilence * kSilence * length * length) return 0;
  const double before = dot(a, b - 1, n);
  const double here = dot(a, b, n);
  const double after = dot(a, b + 1, n);
  const double product =
      here + part * (after - before) / 2 + part * part * (after + before - 2 * here) / 2;
  return std::clamp(product / std::sqrt(power), -1.0, 1.0);
}

std::vector<float> ncc_profile(std::span<const float> samples, int block, double lag) {
  std::vector<float> profile;
  const int last = static_cast<int>(samples.size()) - static_cast<int>(std::lround(lag)) - 1;
  for (int at = 0; at + block < last; at += block) {
    profile.push_back(static_cast<float>(ncc_at(samples, at, block, lag)));
  }
  return profile;
}

Aligner::Aligner(int length, int slack)
    : length_(length),
      slack_(slack),
      window_(next_power_of_two(length + 2 * slack + 1)),
      partner_(window_.size()) {}

Match Aligner::align(std::span<const float> samples, int at, int guess) {
  const int size = static_cast<int>(samples.size());
  const int from = at + guess - slack_;
  const auto fill = [&](RealFourier& fourier, int start, int count) {
    const auto signal = fourier.signal();
    for (int i = 0; i < fourier.size(); ++i) {
      const int k = start + i;
      signal[i] = i < count && k >= 0 && k < size ? samples[k] : 0.0F;
    }
  };
  fill(window_, at, length_);
  fill(partner_, from, length_ + 2 * slack_);
  const double own = energy(window_.signal().data(), length_);
  std::vector<double> sums(length_ + 2 * slack_ + 1);
  for (int i = 0; i < length_ + 2 * slack_; ++i) {
    sums[i + 1] = sums[i] + static_cast<double>(partner_.signal()[i]) * partner_.signal()[i];
  }
  window_.forward();
  partner_.forward();
  for (std::size_t i = 0; i < window_.spectrum().size(); ++i) {
    partner_.spectrum()[i] *= std::conj(window_.spectrum()[i]);
  }
  partner_.backward();
  const auto ncc = [&](int shift) {
    const double power = own * (sums[shift + length_] - sums[shift]);
    const double product = partner_.signal()[shift] / static_cast<double>(partner_.size());
    return power > kSilence * kSilence * length_ * length_ ? product / std::sqrt(power) : 0.0;
  };
  int best = slack_;
  for (int shift = 0; shift <= 2 * slack_; ++shift) {
    const int place = from + shift;
    if (place < 0 || place + length_ > size) continue;
    if (ncc(shift) > ncc(best)) best = shift;
  }
  return {static_cast<double>(guess - slack_ + best), ncc(best)};
}

Match refine(std::span<const float> samples, int at, int length, double guess) {
  Match match{guess, ncc_at(samples, at, length, guess)};
  for (int round = 0; round < 3; ++round) {
    const double centre = std::round(match.lag);
    const double shift =
        vertex(ncc_at(samples, at, length, centre - 1), ncc_at(samples, at, length, centre),
               ncc_at(samples, at, length, centre + 1));
    match = {centre + shift, ncc_at(samples, at, length, centre + shift)};
    if (std::abs(shift) < 0.5) break;
    match.lag += shift > 0 ? 0.01 : -0.01;
  }
  return match;
}

}  // namespace musicgen::looper
