#include "engines/diffrhythm/sampler/noise.h"

#include <cmath>
#include <numbers>
#include <random>

namespace musicgen::diffrhythm {

std::vector<float> normal_noise(std::uint64_t seed, std::uint64_t item, std::size_t count) {
  std::seed_seq words{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32),
                      static_cast<std::uint32_t>(item)};
  std::mt19937_64 bits(words);
  const auto uniform = [&] { return (static_cast<double>(bits() >> 11) + 0.5) * 0x1p-53; };
  std::vector<float> noise(count);
  // Box and Muller, 1958; std::normal_distribution differs between standard libraries.
  for (std::size_t i = 0; i < count; i += 2) {
    const double radius = std::sqrt(-2 * std::log(uniform()));
    const double angle = 2 * std::numbers::pi * uniform();
    noise[i] = static_cast<float>(radius * std::cos(angle));
    if (i + 1 < count) noise[i + 1] = static_cast<float>(radius * std::sin(angle));
  }
  return noise;
}

}  // namespace musicgen::diffrhythm
