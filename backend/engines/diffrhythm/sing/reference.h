#pragma once
#include <filesystem>
#include <vector>

namespace musicgen::diffrhythm {

// The ten seconds in the middle of a sound file by which the style model knows it, mono at that
// sample rate. Throws InvalidParameter where there is less, InvalidAudioFormat, FileNotFound.
std::vector<float> read_style_excerpt(const std::filesystem::path& sound, int sample_rate_hz);

}  // namespace musicgen::diffrhythm
