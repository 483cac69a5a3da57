#include "engines/diffrhythm/style/muq.h"

#include <cmath>

#include "engines/diffrhythm/style/mel.h"

namespace musicgen::diffrhythm {

namespace {

constexpr double kBatchNormEpsilon = 1e-5;

// gain / deviation, and what is left of the mean: y = x·scale + shift.
struct BatchNorm {
  at::Tensor scale, shift;

  BatchNorm(const StyleWeights& weights, const std::string& name) {
    const at::Tensor variance = weights.at(name + ".running_var");
    scale = weights.at(name + ".weight") / (variance + kBatchNormEpsilon).sqrt();
    shift = weights.at(name + ".bias") - weights.at(name + ".running_mean") * scale;
  }
};

using Shapes = std::map<std::string, Shape>;

void add(Shapes& shapes, const std::string& name, const Shape& weight, bool bias = true) {
  shapes[name + ".weight"] = weight;
  if (bias) shapes[name + ".bias"] = {weight[0]};
}

void add_batch_norm(Shapes& shapes, const std::string& name, std::int64_t channels) {
  add(shapes, name, {channels});
  shapes[name + ".running_mean"] = shapes[name + ".running_var"] = {channels};
}

std::string block_name(const std::string& prefix, std::int64_t index) {
  return prefix + "conformer.layers." + std::to_string(index) + ".";
}

void add_block(Shapes& shapes, const std::string& name, const MuqConfig& config) {
  const std::int64_t dim = config.dim;
  for (const char* norm : {"ffn1_layer_norm", "self_attn_layer_norm", "conv_module.layer_norm",
                           "ffn2_layer_norm", "final_layer_norm"}) {
    add(shapes, name + norm, {dim});
  }
  for (const char* forward : {"ffn1.", "ffn2."}) {
    add(shapes, name + forward + "intermediate_dense", {config.ff_dim, dim});
    add(shapes, name + forward + "output_dense", {dim, config.ff_dim});
  }
  for (const char* linear : {"linear_q", "linear_k", "linear_v", "linear_out"}) {
    add(shapes, name + "self_attn." + linear, {dim, dim});
  }
  const std::string module = name + "conv_module.";
  add(shapes, module + "pointwise_conv1", {2 * dim, dim, 1}, false);
  add(shapes, module + "depthwise_conv", {dim, 1, config.kernel}, false);
  add_batch_norm(shapes, module + "batch_norm", dim);
  add(shapes, module + "pointwise_conv2", {dim, dim, 1}, false);
}

}  // namespace

void Muq::add_shapes(const MuqConfig& config, const std::string& prefix, Shapes& shapes) {
  const std::int64_t channels = config.conv_dim;
  for (int i = 0; i < 2; ++i) {
    const std::string name = prefix + "conv.conv." + std::to_string(i) + ".";
    const std::int64_t from = i == 0 ? 1 : channels;
    add(shapes, name + "conv1", {channels, from, 3, 3});
    add(shapes, name + "conv2", {channels, channels, 3, 3});
    add(shapes, name + "conv3", {channels, from, 3, 3});
    for (const char* norm : {"bn1", "bn2", "bn3"}) add_batch_norm(shapes, name + norm, channels);
  }
  add(shapes, prefix + "conv.linear", {config.dim, channels * (config.mels / 4)});
  for (std::int64_t i = 0; i < config.depth; ++i) {
    add_block(shapes, block_name(prefix, i), config);
  }
  add(shapes, prefix + "conformer.layer_norm", {config.dim});
}

Muq::Convolution::Convolution(const StyleWeights& weights, const std::string& convolution,
                              const std::string& norm, std::vector<std::int64_t> steps)
    : stride(std::move(steps)) {
  const BatchNorm batch(weights, norm);
  weight = weights.at(convolution + ".weight") * batch.scale.view({-1, 1, 1, 1});
  bias = weights.at(convolution + ".bias") * batch.scale + batch.shift;
}

at::Tensor Muq::Convolution::operator()(const at::Tensor& x) const {
  return at::conv2d(x, weight, bias, at::IntArrayRef(stride), at::IntArrayRef{1, 1});
}

Muq::Residual::Residual(const StyleWeights& weights, const std::string& name,
                        std::int64_t time_stride)
    : first(weights, name + "conv1", name + "bn1", {2, time_stride}),
      second(weights, name + "conv2", name + "bn2", {1, 1}),
      shortcut(weights, name + "conv3", name + "bn3", {2, time_stride}) {}

at::Tensor Muq::Residual::operator()(const at::Tensor& x) const {
  return second(first(x).relu_()).add_(shortcut(x)).relu_();
}

Muq::Block::Block(const StyleWeights& weights, const std::string& name)
    : first_norm(weights, name + "ffn1_layer_norm"),
      attention_norm(weights, name + "self_attn_layer_norm"),
      convolution_norm(weights, name + "conv_module.layer_norm"),
      second_norm(weights, name + "ffn2_layer_norm"),
      last_norm(weights, name + "final_layer_norm"),
      first_up(weights, name + "ffn1.intermediate_dense"),
      first_down(weights, name + "ffn1.output_dense"),
      q(weights, name + "self_attn.linear_q"),
      k(weights, name + "self_attn.linear_k"),
      v(weights, name + "self_attn.linear_v"),
      out(weights, name + "self_attn.linear_out"),
      second_up(weights, name + "ffn2.intermediate_dense"),
      second_down(weights, name + "ffn2.output_dense"),
      gate(weights.at(name + "conv_module.pointwise_conv1.weight").squeeze(2)),
      mix(weights.at(name + "conv_module.pointwise_conv2.weight").squeeze(2)) {
  const BatchNorm batch(weights, name + "conv_module.batch_norm");
  depthwise = weights.at(name + "conv_module.depthwise_conv.weight") * batch.scale.view({-1, 1, 1});
  depthwise_bias = batch.shift;
}

Muq::Muq(const StyleWeights& weights, const std::string& prefix, const MuqConfig& config,
         std::int64_t sample_rate_hz)
    : config_(config),
      filters_(mel_filters(config.mels, static_cast<double>(sample_rate_hz)).to(weights.device())),
      first_(weights, prefix + "conv.conv.0.", 2),
      second_(weights, prefix + "conv.conv.1.", config.label_rate_hz == 25 ? 2 : 1),
      project_(weights, prefix + "conv.linear"),
      last_norm_(weights, prefix + "conformer.layer_norm", config.epsilon) {
  for (std::int64_t i = 0; i < config.depth; ++i) {
    blocks_.emplace_back(weights, block_name(prefix, i));
  }
}

at::Tensor Muq::operator()(const at::Tensor& sound, std::int64_t layer) const {
  at::Tensor mel = mel_decibels(sound, filters_, config_.hop);
  mel = (mel.narrow(1, 0, mel.size(1) - 1) - config_.mel_mean) / config_.mel_deviation;

  const at::Tensor image = second_(first_(mel.contiguous().view({1, 1, mel.size(0), -1})));
  at::Tensor x = project_(image[0].permute({2, 0, 1}).flatten(1));  // [steps, channels·bands]

  const std::int64_t head_dim = config_.dim / config_.heads;
  const at::Tensor powers = at::arange(0, head_dim, 2, x.options()) / static_cast<double>(head_dim);
  const at::Tensor frequencies = (powers * -std::log(config_.rotary_base)).exp();
  const at::Tensor half = at::outer(at::arange(x.size(0), x.options()), frequencies);
  const at::Tensor angles = at::cat({half, half}, 1).unsqueeze(1);  // [steps, 1, head_dim]
  const at::Tensor cosines = angles.cos(), sines = angles.sin();

  const std::int64_t depth = std::ssize(blocks_);
  const std::int64_t last = layer < 0 ? layer + depth + 1 : layer;
  for (std::int64_t i = 0; i < last; ++i) {
    x = run_block(blocks_[static_cast<std::size_t>(i)], x, cosines, sines);
  }
  return last == depth ? last_norm_(x) : x;
}

at::Tensor Muq::run_block(const Block& block, at::Tensor x, const at::Tensor& cosines,
                          const at::Tensor& sines) const {
  x = x + block.first_down(at::silu(block.first_up(block.first_norm(x)))) * 0.5;

  // Unlike elsewhere, the rotation comes before the projections to queries and keys.
  const at::Tensor state = block.attention_norm(x);
  const at::Tensor heads = state.view({x.size(0), config_.heads, -1});
  const auto halves = heads.chunk(2, -1);
  const at::Tensor turned =
      (heads * cosines + at::cat({-halves[1], halves[0]}, -1) * sines).view(state.sizes());
  const double scale = 1 / std::sqrt(static_cast<double>(config_.dim / config_.heads));
  x = x +
      block.out(attention(block.q(turned), block.k(turned), block.v(state), config_.heads, scale));

  x = x + convolve(block, block.convolution_norm(x));
  x = x + block.second_down(at::silu(block.second_up(block.second_norm(x)))) * 0.5;
  return block.last_norm(x);
}

at::Tensor Muq::convolve(const Block& block, const at::Tensor& x) const {
  const auto halves = at::linear(x, block.gate).chunk(2, -1);
  const at::Tensor gated = (halves[0] * halves[1].sigmoid()).t().unsqueeze(0);
  const at::Tensor around = at::conv1d(gated, block.depthwise, block.depthwise_bias, 1,
                                       (config_.kernel - 1) / 2, 1, config_.dim);
  return at::linear(at::silu(around)[0].t(), block.mix);
}

}  // namespace musicgen::diffrhythm
