#pragma once
// The 512 numbers that tell the model how a song should sound, and those that tell it how not.

#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

namespace musicgen::diffrhythm {

inline constexpr std::size_t kStyleNumbers = 512;

// The negative style of DiffRhythm, infer/example/vocal.npy of its repository.
inline constexpr std::string_view kNegativeStyleSha256 =
    "6cb7d74eb7a8eda12acb8247b21d373928301db8a8cb0db480d341799fed3ce5";

// Reads such a vector from a NumPy file: format 1.0, little-endian 32-bit floats, shape (1, 512),
// nothing more and nothing less (2,176 bytes). Throws NeuralError(bad_checkpoint) for anything else
// and for numbers that aren't finite.
std::vector<float> read_style_vector(const std::filesystem::path& npy);
std::vector<float> parse_style_vector(std::span<const std::byte> npy);

// The style between two of length 1, of length 1 too: `share` 0 gives the first, 1 the second.
std::vector<float> blend_styles(std::span<const float> first, std::span<const float> second,
                                double share);

// Where the ten seconds begin that stand for a recording of this length: in its middle, on a whole
// second (infer_utils.get_style_prompt). Throws NeuralError(bad_input) below ten seconds.
double style_excerpt_start(double length_seconds);

}  // namespace musicgen::diffrhythm
