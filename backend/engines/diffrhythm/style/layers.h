#pragma once
// The layers that the towers of MuQ-MuLan are made of. Only for .cpp files of this room.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <ATen/ATen.h>

#include "engines/diffrhythm/checkpoint/checkpoint.h"

namespace musicgen::diffrhythm {

// The weights of one model, mapped where the file has 32-bit floats and the device is the CPU.
class StyleWeights {
 public:
  StyleWeights(Checkpoint file, at::Device device) : file_(std::move(file)), device_(device) {}

  at::Device device() const { return device_; }
  bool has(const std::string& name) const { return file_.contains(name); }
  at::Tensor at(const std::string& name) const;

 private:
  Checkpoint file_;
  at::Device device_;
};

struct Linear {
  at::Tensor weight, bias;  // [out, in]; bias may be missing

  Linear() = default;
  Linear(const StyleWeights& weights, const std::string& name);
  at::Tensor operator()(const at::Tensor& x) const { return at::linear(x, weight, bias); }
};

struct LayerNorm {
  at::Tensor gain, bias;
  double epsilon = 1e-5;

  LayerNorm() = default;
  LayerNorm(const StyleWeights& weights, const std::string& name, double small = 1e-5);
  at::Tensor operator()(const at::Tensor& x) const {
    return at::layer_norm(x, {gain.size(0)}, gain, bias, epsilon);
  }
};

// softmax(q·kᵀ·scale)·v for every head; q, k, v: [time, heads·size], result too.
at::Tensor attention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v,
                     std::int64_t heads, double scale);

// The transformer that MuQ-MuLan puts upon both of its pretrained models: pre-norm, queries and
// keys of length 1, GEGLU (muq_mulan/modules/transformer.py).
class MulanTransformer {
 public:
  struct Config {
    std::int64_t dim = 768, depth = 8, heads = 8, head_dim = 64, ff_mult = 4;

    std::int64_t ff_dim() const { return dim * ff_mult * 2 / 3; }
  };

  static void add_shapes(const Config& config, const std::string& prefix,
                         std::map<std::string, Shape>& shapes);

  MulanTransformer(const StyleWeights& weights, const std::string& prefix, const Config& config);

  at::Tensor operator()(at::Tensor x) const;  // [time, dim]

 private:
  struct Layer {
    at::Tensor attention_gain, q_scale, k_scale, forward_gain;
    Linear to_q, to_kv, to_out, gated, down;
  };
  at::Tensor attend(const Layer& layer, const at::Tensor& x) const;

  std::int64_t heads_;
  std::vector<Layer> layers_;
};

}  // namespace musicgen::diffrhythm
