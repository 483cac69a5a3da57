// MuQ against the same network written the other way: operator by operator in the order of the
// published Python (muq_model.py, modules/conv.py, transformers' Wav2Vec2Conformer), batch
// normalisation and all, without anything folded or shared with ours but the mel spectrogram.

#include "engines/diffrhythm/style/muq.h"

#include <cmath>

#include <gtest/gtest.h>

#include "engines/diffrhythm/checkpoint/testing.h"
#include "engines/diffrhythm/style/mel.h"

namespace musicgen::diffrhythm {
namespace {

class Reference {
 public:
  Reference(const StyleWeights& weights, const MuqConfig& config)
      : weights_(weights), config_(config) {}

  at::Tensor run(const at::Tensor& sound) const {
    at::Tensor mel = mel_decibels(sound, mel_filters(config_.mels, 24000), config_.hop);
    mel = (mel.slice(1, 0, -1) - config_.mel_mean) / config_.mel_deviation;
    at::Tensor x = mel.unsqueeze(0).unsqueeze(0);
    x = residual(residual(x, "conv.conv.0.", 2), "conv.conv.1.",
                 config_.label_rate_hz == 25 ? 2 : 1);
    x = linear(x.permute({0, 3, 1, 2}).flatten(2), "conv.linear");
    for (std::int64_t i = 0; i < config_.depth; ++i) {
      x = block(x, "conformer.layers." + std::to_string(i) + ".");
    }
    return norm(x, "conformer.layer_norm");
  }

 private:
  at::Tensor w(const std::string& name) const { return weights_.at(name); }

  at::Tensor linear(const at::Tensor& x, const std::string& name) const {
    return at::matmul(x, w(name + ".weight").t()) + w(name + ".bias");
  }

  at::Tensor norm(const at::Tensor& x, const std::string& name) const {
    const at::Tensor centred = x - x.mean(-1, true);
    const at::Tensor variance = centred.square().mean(-1, true);
    return centred / (variance + 1e-5).sqrt() * w(name + ".weight") + w(name + ".bias");
  }

  at::Tensor batch_norm(const at::Tensor& x, const std::string& name) const {
    return at::batch_norm(x, w(name + ".weight"), w(name + ".bias"), w(name + ".running_mean"),
                          w(name + ".running_var"), false, 0.1, 1e-5, false);
  }

  at::Tensor conv(const at::Tensor& x, const std::string& name, std::int64_t time) const {
    const std::int64_t bands = time == 0 ? 1 : 2;
    const std::vector<std::int64_t> stride{bands, std::max<std::int64_t>(time, 1)}, pad{1, 1};
    return at::conv2d(x, w(name + ".weight"), w(name + ".bias"), at::IntArrayRef(stride),
                      at::IntArrayRef(pad));
  }

  at::Tensor residual(const at::Tensor& x, const std::string& name, std::int64_t time) const {
    const at::Tensor inner = at::relu(batch_norm(conv(x, name + "conv1", time), name + "bn1"));
    const at::Tensor out = batch_norm(conv(inner, name + "conv2", 0), name + "bn2");
    return at::relu(batch_norm(conv(x, name + "conv3", time), name + "bn3") + out);
  }

  at::Tensor forward(const at::Tensor& x, const std::string& name) const {
    const at::Tensor up = linear(x, name + ".intermediate_dense");
    return linear(up * at::sigmoid(up), name + ".output_dense");
  }

  // One step at a time, one head at a time.
  at::Tensor rotated(const at::Tensor& x) const {
    at::Tensor result = at::empty_like(x);
    const std::int64_t size = config_.dim / config_.heads, half = size / 2;
    for (std::int64_t t = 0; t < x.size(1); ++t) {
      for (std::int64_t i = 0; i < config_.dim; ++i) {
        const std::int64_t place = i % size, pair = place < half ? i + half : i - half;
        const double angle = static_cast<double>(t) /
                             std::pow(config_.rotary_base, 2.0 * static_cast<double>(place % half) /
                                                               static_cast<double>(size));
        const double sign = place < half ? -1 : 1;
        result[0][t][i] = x[0][t][i].item<double>() * std::cos(angle) +
                          sign * x[0][t][pair].item<double>() * std::sin(angle);
      }
    }
    return result;
  }

  at::Tensor attend(const at::Tensor& x, const std::string& name) const {
    const at::Tensor turned = rotated(x);
    const at::Tensor q = linear(turned, name + "linear_q"), k = linear(turned, name + "linear_k"),
                     v = linear(x, name + "linear_v");
    const std::int64_t size = config_.dim / config_.heads;
    std::vector<at::Tensor> heads;
    for (std::int64_t head = 0; head < config_.heads; ++head) {
      const auto part = [&](const at::Tensor& all) { return all.narrow(2, head * size, size); };
      const at::Tensor scores =
          at::matmul(part(q), part(k).transpose(1, 2)) / std::sqrt(static_cast<double>(size));
      heads.push_back(at::matmul(at::softmax(scores, -1), part(v)));
    }
    return linear(at::cat(heads, 2), name + "linear_out");
  }

  at::Tensor convolve(const at::Tensor& x, const std::string& name) const {
    at::Tensor y = norm(x, name + "layer_norm").transpose(1, 2);
    y = at::glu(at::conv1d(y, w(name + "pointwise_conv1.weight")), 1);
    y = at::conv1d(y, w(name + "depthwise_conv.weight"), {}, 1, (config_.kernel - 1) / 2, 1,
                   config_.dim);
    y = batch_norm(y, name + "batch_norm");
    y = at::conv1d(y * at::sigmoid(y), w(name + "pointwise_conv2.weight"));
    return y.transpose(1, 2);
  }

  at::Tensor block(at::Tensor x, const std::string& name) const {
    x = forward(norm(x, name + "ffn1_layer_norm"), name + "ffn1") * 0.5 + x;
    x = attend(norm(x, name + "self_attn_layer_norm"), name + "self_attn.") + x;
    x = x + convolve(x, name + "conv_module.");
    x = forward(norm(x, name + "ffn2_layer_norm"), name + "ffn2") * 0.5 + x;
    return norm(x, name + "final_layer_norm");
  }

  const StyleWeights& weights_;
  const MuqConfig& config_;
};

class MuqRates : public testing::TestWithParam<std::int64_t> {};

TEST_P(MuqRates, GiveWhatThePublishedOperatorsGive) {
  MuqConfig config;
  config.mels = 16;
  config.label_rate_hz = GetParam();
  config.conv_dim = 4;
  config.dim = 12;
  config.depth = 2;
  config.heads = 3;
  config.ff_dim = 20;
  config.kernel = 5;
  std::map<std::string, Shape> shapes;
  Muq::add_shapes(config, "", shapes);
  testing_support::Weights weights;
  for (const auto& [name, shape] : shapes) {
    testing_support::add_noise(weights, name, shape, 0.4F);
    if (!name.ends_with("running_var")) continue;
    for (float& variance : weights[name].second) variance = 0.5F + std::abs(variance);
  }
  const auto file = testing_support::write_model(weights, "small_muq.safetensors");
  const StyleWeights loaded(Checkpoint::open(file), at::kCPU);
  const at::Tensor sound = at::randn({12000}) * 0.2;

  const at::Tensor ours = Muq(loaded, "", config, 24000)(sound, -1);
  const at::Tensor theirs = Reference(loaded, config).run(sound)[0];
  ASSERT_EQ(ours.sizes(), theirs.sizes());
  EXPECT_EQ(ours.size(0), (50 * GetParam() + 99) / 100);  // half a second
  EXPECT_LT((ours - theirs).abs().max().item<float>(), 1e-4);
}

INSTANTIATE_TEST_SUITE_P(Muq, MuqRates, testing::Values(25, 50));

}  // namespace
}  // namespace musicgen::diffrhythm
