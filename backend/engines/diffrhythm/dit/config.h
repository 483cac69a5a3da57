#pragma once
// The sizes of a DiffRhythm transformer, and what its model file must hold.

#include <cstdint>
#include <map>
#include <string>

#include "engines/diffrhythm/checkpoint/json.h"
#include "engines/diffrhythm/checkpoint/tensor_view.h"

namespace musicgen::diffrhythm {

// Fixed by the official code, whatever config.json says of "heads".
inline constexpr std::int64_t kHeads = 32;
inline constexpr std::int64_t kStyleSize = 512;
inline constexpr std::int64_t kConditionSize = 512;  // of the time embeddings
inline constexpr std::int64_t kConvGroups = 16;      // of the convolutional position embedding
inline constexpr std::int64_t kConvKernel = 31;
inline constexpr std::int64_t kTextKernel = 7;
inline constexpr std::int64_t kTextMult = 2;
inline constexpr std::int64_t kTimeFrequencies = 256;

struct DitConfig {
  std::int64_t dim = 2048;
  std::int64_t depth = 16;
  std::int64_t ff_mult = 4;
  std::int64_t text_dim = 512;
  std::int64_t conv_layers = 4;  // ConvNeXt V2 blocks of the text embedding
  std::int64_t mel_dim = 64;     // latent channels
  std::int64_t text_num_embeds = 363;
  std::int64_t max_frames = 2048;

  std::int64_t head_dim() const { return dim / kHeads; }

  // Blocks that are followed by a look at the text.
  std::int64_t fusions() const { return depth / 2; }

  // Only the longer models were told how long the song is.
  bool has_duration() const { return max_frames > 2048; }

  // From config.json. The official file doesn't know max_frames; `fallback_frames` stands in for
  // it. Throws NeuralError where a size is missing or makes no sense.
  static DitConfig from(const JsonValue& config, std::int64_t fallback_frames = 2048);
};

// Every key of the model file below "transformer.", with its shape.
std::map<std::string, Shape> dit_shapes(const DitConfig& config);

}  // namespace musicgen::diffrhythm
