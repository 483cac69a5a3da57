#pragma once
// The sizes of a MuQ-MuLan model, from the config.json beside its weights.

#include <cstdint>

#include "engines/diffrhythm/checkpoint/json.h"

namespace musicgen::diffrhythm {

// One of the two transformers that lead to the common space.
struct MulanTower {
  std::int64_t dim = 768;
  std::int64_t depth = 8;
  std::int64_t heads = 8;
  std::int64_t head_dim = 64;
  std::int64_t ff_mult = 4;
  std::int64_t model_dim = 768;  // of the pretrained model below it
  std::int64_t layer = -1;       // whose output is taken; counted from the end where negative
};

struct MulanConfig {
  std::int64_t latent_dim = 512;
  std::int64_t sample_rate_hz = 24000;
  std::int64_t clip_seconds = 10;
  MulanTower text;
  MulanTower audio;

  // Throws NeuralError(bad_checkpoint) where a size is missing or makes no sense, and
  // NeuralError(unsupported) where the text model isn't XLM-RoBERTa.
  static MulanConfig from(const JsonValue& config);
};

// XLM-RoBERTa's own config.json; the numbers here are those of xlm-roberta-base.
struct XlmRobertaConfig {
  std::int64_t vocabulary = 250002;
  std::int64_t dim = 768;
  std::int64_t heads = 12;
  std::int64_t ff_dim = 3072;
  std::int64_t depth = 12;
  std::int64_t positions = 514;
  std::int64_t token_types = 1;
  std::int64_t pad_id = 1;
  double epsilon = 1e-5;

  // The first two positions are never used: they count from after the padding's id.
  std::int64_t most_tokens() const { return positions - pad_id - 1; }

  // As above; NeuralError(unsupported) where hidden_act isn't gelu.
  static XlmRobertaConfig from(const JsonValue& config);
};

// The MuQ encoder (config.json of OpenMuQ/MuQ-large-msd-iter, whose numbers these are).
struct MuqConfig {
  std::int64_t mels = 128;
  std::int64_t hop = 240;
  std::int64_t label_rate_hz = 25;
  std::int64_t conv_dim = 512;
  std::int64_t dim = 1024;
  std::int64_t depth = 12;
  std::int64_t heads = 16;
  std::int64_t ff_dim = 4096;
  std::int64_t kernel = 31;
  double rotary_base = 10000;
  double epsilon = 1e-5;
  double mel_mean = 6.768444971712967;
  double mel_deviation = 18.417922652295623;

  // Missing members keep these numbers. NeuralError(unsupported) where the positions aren't rotary
  // or the activation isn't swish.
  static MuqConfig from(const JsonValue& config);
};

}  // namespace musicgen::diffrhythm
