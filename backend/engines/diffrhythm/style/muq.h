#pragma once
// MuQ (Zhu et al. 2025, section 3.1; github.com/tencent-ailab/MuQ, muq/models/muq_model.py): a mel
// spectrogram through two residual convolutions to 25 steps a second, and a Conformer (Gulati et
// al. 2020) with rotary positions, as transformers' Wav2Vec2Conformer has it. Only for .cpp files
// of this room.

#include <map>
#include <string>
#include <vector>

#include "engines/diffrhythm/style/layers.h"
#include "engines/diffrhythm/style/mulan_config.h"

namespace musicgen::diffrhythm {

class Muq {
 public:
  // Every weight that is used, below prefix.
  static void add_shapes(const MuqConfig& config, const std::string& prefix,
                         std::map<std::string, Shape>& shapes);

  Muq(const StyleWeights& weights, const std::string& prefix, const MuqConfig& config,
      std::int64_t sample_rate_hz);

  // sound: [samples]. The state after `layer` of the Conformer's layers, [steps, dim]; from the end
  // where negative: -1 is after all of them and the last norm.
  at::Tensor operator()(const at::Tensor& sound, std::int64_t layer) const;

 private:
  // Convolution and batch normalisation in one: inference knows only the product of both.
  struct Convolution {
    at::Tensor weight, bias;
    std::vector<std::int64_t> stride;
    Convolution(const StyleWeights& weights, const std::string& convolution,
                const std::string& norm, std::vector<std::int64_t> steps);
    at::Tensor operator()(const at::Tensor& x) const;
  };
  struct Residual {
    Convolution first, second, shortcut;
    Residual(const StyleWeights& weights, const std::string& name, std::int64_t time_stride);
    at::Tensor operator()(const at::Tensor& x) const;
  };
  struct Block {
    LayerNorm first_norm, attention_norm, convolution_norm, second_norm, last_norm;
    Linear first_up, first_down, q, k, v, out, second_up, second_down;
    at::Tensor gate, depthwise, depthwise_bias, mix;  // of the convolution module
    Block(const StyleWeights& weights, const std::string& name);
  };
  at::Tensor run_block(const Block& block, at::Tensor x, const at::Tensor& cosines,
                       const at::Tensor& sines) const;
  at::Tensor convolve(const Block& block, const at::Tensor& x) const;

  MuqConfig config_;
  at::Tensor filters_;
  Residual first_, second_;
  Linear project_;
  std::vector<Block> blocks_;
  LayerNorm last_norm_;
};

}  // namespace musicgen::diffrhythm
