#pragma once
// Words to the 512 numbers that DiffRhythm takes for a style: the text half of MuQ-MuLan (Zhu et
// al. 2025, "MuQ: self-supervised music representation learning with mel residual vector
// quantization"): XLM-RoBERTa, a transformer on top, the mean over all tokens, a projection, and
// length 1.

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engines/diffrhythm/checkpoint/checkpoint.h"
#include "engines/diffrhythm/style/mulan_config.h"

namespace musicgen::diffrhythm {

class TextTower {
 public:
  // What a stage gave, row by row, under the official code's name for it: "xlmr_embeddings",
  // "xlmr_layer0", ..., "proj", "transformer", "mean", "latents".
  using Watch = std::function<void(std::string_view stage, std::span<const float> values)>;

  // weights: MuQ-MuLan's model file (pytorch_model.bin or model.safetensors). On a CPU it stays
  // mapped. device: as for Vae. Throws NeuralError(bad_checkpoint), naming every weight of the text
  // half that is missing, unknown or of another shape.
  TextTower(const Checkpoint& weights, const MulanConfig& config,
            const XlmRobertaConfig& language = {}, const std::string& device = "cpu");
  ~TextTower();
  TextTower(TextTower&&) noexcept;
  TextTower& operator=(TextTower&&) noexcept;

  // token_ids: from Tokenizer, with <s> and </s>. One text at a time: the official code's mean over
  // a padded batch counts the padding. Throws NeuralError(bad_input) where there are more tokens
  // than the model knows places for (512), or an id is outside the vocabulary.
  std::vector<float> embed(std::span<const std::int64_t> token_ids, const Watch& watch = {}) const;

 private:
  struct Network;
  std::unique_ptr<const Network> network_;
};

}  // namespace musicgen::diffrhythm
