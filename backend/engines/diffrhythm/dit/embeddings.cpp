#include "engines/diffrhythm/dit/embeddings.h"

#include <cmath>

namespace musicgen::diffrhythm {

namespace {

constexpr double kTheta = 10000;
constexpr double kTimeScale = 1000;
constexpr double kEpsilon = 1e-6;

at::Tensor linear(Weights& weights, const std::string& name, const at::Tensor& in) {
  return at::linear(in, weights.small(name + ".weight"), weights.small(name + ".bias"));
}

// Global response normalisation; the official code takes the norm over time.
at::Tensor respond(const at::Tensor& x, const at::Tensor& gamma, const at::Tensor& beta) {
  const at::Tensor norm = at::norm(x, 2, {1}, /*keepdim=*/true);
  const at::Tensor share = norm / (norm.mean({-1}, true) + kEpsilon);
  return (x * share).mul_(gamma).add_(beta).add_(x);
}

at::Tensor convnext_block(Weights& weights, const std::string& name, const at::Tensor& x) {
  const at::Tensor& filters = weights.small(name + ".dwconv.weight");
  at::Tensor h = at::conv1d(x.transpose(1, 2), filters, weights.small(name + ".dwconv.bias"), 1,
                            kTextKernel / 2, 1, filters.size(0))
                     .transpose(1, 2);
  h = at::layer_norm(h, {h.size(-1)}, weights.small(name + ".norm.weight"),
                     weights.small(name + ".norm.bias"), kEpsilon);
  h = at::gelu(linear(weights, name + ".pwconv1", h));
  h = respond(h, weights.small(name + ".grn.gamma"), weights.small(name + ".grn.beta"));
  return x + linear(weights, name + ".pwconv2", h);
}

}  // namespace

at::Tensor time_waves(const at::Tensor& time, bool half_time) {
  const std::int64_t half = kTimeFrequencies / 2;
  const double step = std::log(kTheta) / static_cast<double>(half - 1);
  const at::Tensor frequencies = at::exp(
      at::arange(half, at::TensorOptions().dtype(at::kFloat).device(time.device())) * -step);
  at::Tensor scaled = time.to(at::kFloat) * kTimeScale;
  if (half_time) scaled = scaled.to(at::kHalf).to(at::kFloat);
  const at::Tensor angles = scaled.unsqueeze(1) * frequencies.unsqueeze(0);
  return at::cat({angles.sin(), angles.cos()}, -1);
}

at::Tensor time_embedding(Weights& weights, const std::string& name, const at::Tensor& time,
                          bool half_time) {
  const at::Tensor hidden = linear(weights, name + ".time_mlp.0", time_waves(time, half_time));
  return linear(weights, name + ".time_mlp.2", at::silu(hidden));
}

at::Tensor text_positions(std::int64_t positions, std::int64_t width, bool half_table) {
  const at::Tensor exponents = at::arange(0, width, 2, at::kFloat) / static_cast<double>(width);
  const at::Tensor angles =
      at::outer(at::arange(positions, at::kFloat), 1.0 / at::pow(kTheta, exponents));
  const at::Tensor table = at::cat({angles.cos(), angles.sin()}, -1);
  return half_table ? table.to(at::kHalf).to(at::kFloat) : table;
}

at::Tensor text_embedding(Weights& weights, const DitConfig& config, const at::Tensor& tokens,
                          bool half_table) {
  at::Tensor x = at::embedding(weights.small("text_embed.text_embed.weight"), tokens);
  if (config.conv_layers == 0) return x;
  x = x + text_positions(tokens.size(1), config.text_dim, half_table).to(x.device());
  for (std::int64_t i = 0; i < config.conv_layers; ++i) {
    x = convnext_block(weights, "text_embed.text_blocks." + std::to_string(i), x);
  }
  return x;
}

}  // namespace musicgen::diffrhythm
