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
      partner_(window_.size()),
      energies_(length + 2 * slack + 1),
      ncc_(2 * slack + 1) {}

std::span<const float> Aligner::correlate(std::span<const float> samples, int at, int from) {
  const int size = static_cast<int>(samples.size());
  const auto fill = [&](RealFourier& fourier, int start, int count) {
    const auto signal = fourier.signal();
    const int first = std::clamp(-start, 0, count);
    const int last = std::clamp(size - start, first, count);
    std::fill(signal.begin(), signal.end(), 0.0F);
    std::copy_n(samples.begin() + (start + first), last - first, signal.begin() + first);
  };
  fill(window_, at, length_);
  fill(partner_, from, length_ + 2 * slack_);
  const double own = energy(window_.signal().data(), length_);
  const float* partner = partner_.signal().data();
  for (int i = 0; i < length_ + 2 * slack_; ++i) {
    energies_[i + 1] = energies_[i] + static_cast<double>(partner[i]) * partner[i];
  }
  window_.forward();
  partner_.forward();
  const auto factor = window_.spectrum();
  const auto result = partner_.spectrum();
  for (std::size_t i = 0; i < result.size(); ++i) result[i] *= std::conj(factor[i]);
  partner_.backward();
  std::fill(ncc_.begin(), ncc_.end(), 0.0F);
  const float* product = partner_.signal().data();
  const float scale = 1.0F / static_cast<float>(partner_.size());
  const auto least_power = static_cast<float>(kSilence * kSilence * length_ * length_);
  for (int shift = 0; shift <= 2 * slack_; ++shift) {
    const int place = from + shift;
    if (place < 0 || place + length_ > size) continue;
    const auto power = static_cast<float>(own * (energies_[shift + length_] - energies_[shift]));
    if (power > least_power) ncc_[shift] = product[shift] * scale / std::sqrt(power);
  }
  return ncc_;
}

Match Aligner::align(std::span<const float> samples, int at, int guess) {
  const std::span<const float> ncc = correlate(samples, at, at + guess - slack_);
  const auto best = std::max_element(ncc.begin(), ncc.end());
  return {static_cast<double>(guess - slack_ + (best - ncc.begin())), *best};
}

std::vector<Match> Aligner::peaks(std::span<const float> samples, int at, int guess, double least) {
  const std::span<const float> ncc = correlate(samples, at, at + guess - slack_);
  std::vector<Match> out;
  for (int shift = 0; shift <= 2 * slack_; ++shift) {
    if (ncc[shift] < least) continue;
    const int near = std::min(length_ / 4, 256);
    const auto from = ncc.begin() + std::max(0, shift - near);
    const auto to = ncc.begin() + std::min(2 * slack_, shift + near) + 1;
    if (std::max_element(from, to) - ncc.begin() != shift) continue;
    out.push_back({static_cast<double>(guess - slack_ + shift), ncc[shift]});
  }
  return out;
}

std::vector<int> occurrences(std::span<const float> samples, int at, int length, int first,
                             int last, double least, std::size_t most) {
  // Windows as long as the stretch in steps of half of it see every place once (overlap-save).
  const int slack = std::max(length, 16384 - length) / 2;
  Aligner aligner(length, slack);
  std::vector<std::pair<double, int>> peaks;
  for (int centre = first + slack; centre - slack < last; centre += 2 * slack) {
    for (const Match& match : aligner.peaks(samples, at, centre - at, least)) {
      const int place = at + static_cast<int>(match.lag);
      if (place >= first && place < last) peaks.emplace_back(match.ncc, place);
    }
  }
  std::stable_sort(peaks.begin(), peaks.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<int> places;
  for (const auto& [ncc, place] : peaks) {
    if (places.size() < most) places.push_back(place);
  }
  return places;
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
