#include "engines/diffrhythm/style/layers.h"

#include "engines/diffrhythm/checkpoint/torch_tensor.h"

namespace musicgen::diffrhythm {

namespace {

at::Tensor normed(const at::Tensor& x, const at::Tensor& gain) {
  return at::layer_norm(x, {gain.size(0)}, gain);
}

// Each head's part of each row at length 1, then scaled: [time, heads·size].
at::Tensor unit_heads(const at::Tensor& x, std::int64_t heads, const at::Tensor& scale) {
  const at::Tensor parts = x.view({x.size(0), heads, -1});
  return (parts / parts.norm(2, -1, true).clamp_min(1e-12) * scale).view(x.sizes());
}

}  // namespace

at::Tensor StyleWeights::at(const std::string& name) const {
  return tensor_of(file_.at(name)).to(device_, at::kFloat).contiguous();
}

Linear::Linear(const StyleWeights& weights, const std::string& name)
    : weight(weights.at(name + ".weight")) {
  if (weights.has(name + ".bias")) bias = weights.at(name + ".bias");
}

LayerNorm::LayerNorm(const StyleWeights& weights, const std::string& name, double small)
    : gain(weights.at(name + ".weight")), bias(weights.at(name + ".bias")), epsilon(small) {}

at::Tensor attention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v,
                     std::int64_t heads, double scale) {
  const auto split = [heads](const at::Tensor& x) {
    return x.view({x.size(0), heads, -1}).transpose(0, 1);
  };
  const at::Tensor scores = at::matmul(split(q), split(k).transpose(1, 2)).mul_(scale);
  return at::matmul(scores.softmax(-1), split(v)).transpose(0, 1).reshape(q.sizes());
}

void MulanTransformer::add_shapes(const Config& config, const std::string& prefix,
                                  std::map<std::string, Shape>& shapes) {
  const std::int64_t inner = config.heads * config.head_dim;
  for (std::int64_t i = 0; i < config.depth; ++i) {
    const std::string attend = prefix + "layers." + std::to_string(i) + ".0.";
    const std::string forward = prefix + "layers." + std::to_string(i) + ".1.";
    shapes[attend + "norm.learned_gamma"] = {config.dim};
    shapes[attend + "q_scale"] = shapes[attend + "k_scale"] = {config.head_dim};
    shapes[attend + "to_q.weight"] = {inner, config.dim};
    shapes[attend + "to_kv.weight"] = {2 * inner, config.dim};
    shapes[attend + "to_out.0.weight"] = {config.dim, inner};
    shapes[forward + "0.learned_gamma"] = {config.dim};
    shapes[forward + "1.weight"] = {2 * config.ff_dim(), config.dim};
    shapes[forward + "4.weight"] = {config.dim, config.ff_dim()};
  }
}

MulanTransformer::MulanTransformer(const StyleWeights& weights, const std::string& prefix,
                                   const Config& config)
    : heads_(config.heads) {
  for (std::int64_t i = 0; i < config.depth; ++i) {
    const std::string attend = prefix + "layers." + std::to_string(i) + ".0.";
    const std::string forward = prefix + "layers." + std::to_string(i) + ".1.";
    layers_.push_back({weights.at(attend + "norm.learned_gamma"), weights.at(attend + "q_scale"),
                       weights.at(attend + "k_scale"), weights.at(forward + "0.learned_gamma"),
                       Linear(weights, attend + "to_q"), Linear(weights, attend + "to_kv"),
                       Linear(weights, attend + "to_out.0"), Linear(weights, forward + "1"),
                       Linear(weights, forward + "4")});
  }
}

at::Tensor MulanTransformer::operator()(at::Tensor x) const {
  for (const Layer& layer : layers_) {
    x = x + attend(layer, normed(x, layer.attention_gain));
    const auto halves = layer.gated(normed(x, layer.forward_gain)).chunk(2, -1);
    x = x + layer.down(at::gelu(halves[1]) * halves[0]);
  }
  return x;
}

at::Tensor MulanTransformer::attend(const Layer& layer, const at::Tensor& x) const {
  constexpr double kScale = 8;  // not the root of the head's size: both have length 1
  const auto kv = layer.to_kv(x).chunk(2, -1);
  const at::Tensor q = unit_heads(layer.to_q(x), heads_, layer.q_scale);
  const at::Tensor k = unit_heads(kv[0].contiguous(), heads_, layer.k_scale);
  return layer.to_out(attention(q, k, kv[1].contiguous(), heads_, kScale));
}

}  // namespace musicgen::diffrhythm
