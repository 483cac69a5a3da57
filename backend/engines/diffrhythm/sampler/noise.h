#pragma once
#include <cstdint>
#include <vector>

namespace musicgen::diffrhythm {

// Standard normal numbers, the same on every machine. Each item of a batch has its own stream, so
// that variation 3 of a seed is the same song whether it is made alone or with others; a longer
// song begins with the noise of a shorter one.
std::vector<float> normal_noise(std::uint64_t seed, std::uint64_t item, std::size_t count);

}  // namespace musicgen::diffrhythm
