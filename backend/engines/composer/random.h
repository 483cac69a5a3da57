#pragma once
// Chance that can be repeated. Each decision of a song draws from a stream of its own, named by its
// purpose, so that a new draw in one place changes nothing in another:
//
//   Random random(brief.seed, "drums/fills");
//   if (random.chance(0.3)) ...
//
// The generator is xoshiro256** (Blackman and Vigna, "Scrambled Linear Pseudorandom Number
// Generators", ACM TOMS 47, 2021), its state filled by SplitMix64 as its authors advise. The
// distributions are our own, since those of the standard library may differ between libraries.

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace musicgen::composer {

class Random {
 public:
  // Streams of the same seed with different purposes are independent.
  Random(std::uint64_t seed, std::string_view purpose) {
    std::uint64_t state = seed ^ fnv1a(purpose);
    for (std::uint64_t& word : state_) word = split_mix(state);
  }

  // 64 random bits.
  std::uint64_t next() {
    const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
    const std::uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = std::rotl(state_[3], 45);
    return result;
  }

  // 0 <= x < 1.
  double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

  // low <= x < high.
  double uniform(double low, double high) { return low + (high - low) * uniform(); }

  // True in `probability` of the cases; 0 never, 1 always.
  bool chance(double probability) { return uniform() < probability; }

  // A whole number from low to high, both included; low <= high.
  int between(int low, int high) {
    const std::uint64_t count = static_cast<std::uint64_t>(std::int64_t{high} - low) + 1;
    return static_cast<int>(low + static_cast<std::int64_t>(((next() >> 32) * count) >> 32));
  }

  // An index of `weights`, each as likely as its share of the sum. Weights at or below 0 are never
  // drawn; where none is above 0, the index is 0.
  std::size_t weighted(std::span<const double> weights) {
    double sum = 0;
    for (const double weight : weights) sum += weight > 0 ? weight : 0;
    double left = uniform() * sum;
    std::size_t chosen = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      if (!(weights[i] > 0)) continue;
      chosen = i;
      left -= weights[i];
      if (left < 0) break;
    }
    return chosen;
  }

  // Mean 0, standard deviation 1 (Marsaglia's polar method).
  double gaussian() {
    while (true) {
      const double x = uniform(-1, 1);
      const double y = uniform(-1, 1);
      const double square = x * x + y * y;
      if (square > 0 && square < 1) return x * std::sqrt(-2 * std::log(square) / square);
    }
  }

 private:
  static std::uint64_t fnv1a(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    return hash;
  }

  static std::uint64_t split_mix(std::uint64_t& state) {
    std::uint64_t z = state += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }

  std::array<std::uint64_t, 4> state_{};
};

}  // namespace musicgen::composer
