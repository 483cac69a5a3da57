#include "diffrhythm/official.h"

#include <cmath>

#include "engines/diffrhythm/checkpoint/torch_tensor.h"

namespace musicgen::bench {

namespace {

constexpr double kEpsilon = 1e-6;

at::Tensor rms_norm(const at::Tensor& x, const at::Tensor& gain) {
  return gain * (x * at::rsqrt(x.pow(2).mean({-1}, true) + kEpsilon));
}

at::Tensor rotate_half(const at::Tensor& x) {
  const auto halves = x.chunk(2, -1);
  return at::cat({-halves[1], halves[0]}, -1);
}

}  // namespace

OfficialDit::OfficialDit(const diffrhythm::Checkpoint& file, const diffrhythm::DitConfig& config)
    : config_(config) {
  const diffrhythm::Checkpoint part = file.below("transformer.");
  for (const auto& [name, view] : part.tensors()) {
    weights_.emplace(name, diffrhythm::float_of(view));
    file.release(view);
  }
}

at::Tensor OfficialDit::linear(const std::string& name, const at::Tensor& x) const {
  return at::linear(x, weight(name + ".weight"), weight(name + ".bias"));
}

at::Tensor OfficialDit::time_embedding(const std::string& name, const at::Tensor& time) const {
  const std::int64_t half = diffrhythm::kTimeFrequencies / 2;
  const at::Tensor frequencies =
      at::exp(at::arange(half, at::kFloat) * (-std::log(10000.0) / static_cast<double>(half - 1)));
  const at::Tensor angles = time.unsqueeze(1) * 1000 * frequencies.unsqueeze(0);
  const at::Tensor waves = at::cat({angles.sin(), angles.cos()}, -1);
  return linear(name + ".time_mlp.2", at::silu(linear(name + ".time_mlp.0", waves)));
}

at::Tensor OfficialDit::text_embedding(const at::Tensor& tokens) const {
  const std::int64_t width = config_.text_dim;
  const at::Tensor frequencies =
      1.0 / at::pow(10000.0, at::arange(0, width, 2, at::kFloat) / static_cast<double>(width));
  const at::Tensor angles = at::outer(at::arange(tokens.size(1), at::kFloat), frequencies);
  at::Tensor x = at::embedding(weight("text_embed.text_embed.weight"), tokens);
  x = x + at::cat({angles.cos(), angles.sin()}, -1);
  for (std::int64_t i = 0; i < config_.conv_layers; ++i) {
    const std::string block = "text_embed.text_blocks." + std::to_string(i);
    at::Tensor h = at::conv1d(x.transpose(1, 2), weight(block + ".dwconv.weight"),
                              weight(block + ".dwconv.bias"), 1, 3, 1, width)
                       .transpose(1, 2);
    h = at::layer_norm(h, {width}, weight(block + ".norm.weight"), weight(block + ".norm.bias"),
                       kEpsilon);
    h = at::gelu(linear(block + ".pwconv1", h));
    const at::Tensor norm = at::norm(h, 2, {1}, true);
    h = weight(block + ".grn.gamma") * (h * (norm / (norm.mean({-1}, true) + kEpsilon))) +
        weight(block + ".grn.beta") + h;
    x = x + linear(block + ".pwconv2", h);
  }
  return x;
}

at::Tensor OfficialDit::attention(const std::string& block, const at::Tensor& x) const {
  const std::int64_t items = x.size(0);
  const std::int64_t frames = x.size(1);
  const std::int64_t head_dim = config_.head_dim();
  const auto heads = [&](const char* part) {
    return at::linear(x, weight(block + "self_attn." + part + ".weight"))
        .view({items, frames, diffrhythm::kHeads, head_dim})
        .transpose(1, 2);
  };
  const at::Tensor frequencies = 1.0 / at::pow(10000.0, at::arange(0, head_dim, 2, at::kFloat) /
                                                            static_cast<double>(head_dim));
  const at::Tensor angles = at::outer(at::arange(frames, at::kFloat), frequencies);
  const at::Tensor cos = at::cat({angles, angles}, -1).cos();
  const at::Tensor sin = at::cat({angles, angles}, -1).sin();
  at::Tensor q = heads("q_proj");
  at::Tensor k = heads("k_proj");
  const at::Tensor v = heads("v_proj");
  q = q * cos + rotate_half(q) * sin;
  k = k * cos + rotate_half(k) * sin;
  const at::Tensor scores =
      at::matmul(q, k.transpose(2, 3)) / std::sqrt(static_cast<double>(head_dim));
  const at::Tensor out = at::matmul(at::softmax(scores, -1), v);
  return at::linear(out.transpose(1, 2).reshape({items, frames, config_.dim}),
                    weight(block + "self_attn.o_proj.weight"));
}

at::Tensor OfficialDit::feed_forward(const std::string& block, const at::Tensor& x) const {
  const at::Tensor gate = at::silu(at::linear(x, weight(block + "mlp.gate_proj.weight")));
  return at::linear(gate * at::linear(x, weight(block + "mlp.up_proj.weight")),
                    weight(block + "mlp.down_proj.weight"));
}

at::Tensor OfficialDit::forward(const at::Tensor& x_in, const at::Tensor& cond,
                                const at::Tensor& tokens, const at::Tensor& style,
                                const at::Tensor& time, const at::Tensor& start) {
  const std::int64_t frames = x_in.size(1);
  const at::Tensor c =
      time_embedding("time_embed", time) + time_embedding("start_time_embed", start);
  const at::Tensor text = text_embedding(tokens);
  const auto each = [&](const at::Tensor& one) { return one.unsqueeze(1).repeat({1, frames, 1}); };
  at::Tensor x = linear("input_embed.proj", at::cat({x_in, cond, text, each(style), each(c)}, -1));
  at::Tensor p = x.transpose(1, 2);
  for (const char* layer : {"0", "2"}) {
    const std::string conv = std::string("input_embed.conv_pos_embed.conv1d.") + layer;
    p = at::mish(at::conv1d(p, weight(conv + ".weight"), weight(conv + ".bias"), 1,
                            diffrhythm::kConvKernel / 2, 1, diffrhythm::kConvGroups));
  }
  x = x + p.transpose(1, 2);
  for (std::int64_t i = 0; i < config_.depth; ++i) {
    const std::string block = "transformer_blocks." + std::to_string(i) + ".";
    x = x + attention(block, rms_norm(x, weight(block + "input_layernorm.weight")));
    x = x + feed_forward(block, rms_norm(x, weight(block + "post_attention_layernorm.weight")));
    if (i < config_.fusions()) {
      x = x + at::silu(linear("text_fusion_linears." + std::to_string(i) + ".0", text));
    }
  }
  const auto parts = linear("norm_out.linear", at::silu(c)).unsqueeze(1).chunk(2, -1);
  x = at::layer_norm(x, {config_.dim}, {}, {}, kEpsilon) * (1 + parts[0]) + parts[1];
  return linear("proj_out", x);
}

}  // namespace musicgen::bench
