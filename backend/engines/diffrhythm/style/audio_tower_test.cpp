#include "engines/diffrhythm/style/audio_tower.h"

#include <cmath>
#include <complex>
#include <numbers>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engines/diffrhythm/checkpoint/testing.h"
#include "engines/diffrhythm/error.h"
#include "engines/diffrhythm/style/mel.h"
#include "engines/diffrhythm/style/muq.h"

namespace musicgen::diffrhythm {
namespace {

using testing::HasSubstr;
using testing_support::noise;
using testing_support::Weights;

constexpr std::size_t kClip = 24000;  // one second, to be quick

MuqConfig small_muq() {
  MuqConfig muq;
  muq.mels = 16;
  muq.conv_dim = 4;
  muq.dim = 16;
  muq.depth = 2;
  muq.heads = 2;
  muq.ff_dim = 24;
  muq.kernel = 5;
  return muq;
}

MulanConfig small_mulan() {
  MulanConfig config;
  config.clip_seconds = 1;
  config.audio = {
      .dim = 12, .depth = 1, .heads = 2, .head_dim = 8, .ff_mult = 4, .model_dim = 16, .layer = -1};
  return config;
}

Weights small_model() {
  std::map<std::string, Shape> shapes;
  Muq::add_shapes(small_muq(), "mulan.audio.model.model.", shapes);
  MulanTransformer::add_shapes({12, 1, 2, 8, 4}, "mulan.audio.transformer.", shapes);
  shapes["mulan.audio.proj.weight"] = {12, 16};
  shapes["mulan.audio.proj.bias"] = {12};
  shapes["mulan.audio_to_latents.weight"] = {512, 12};
  shapes["mulan.audio_to_latents.bias"] = {512};
  Weights weights;
  for (const auto& [name, shape] : shapes) {
    testing_support::add_noise(weights, name, shape, 0.3F);
    if (!name.ends_with("running_var")) continue;
    for (float& variance : weights[name].second) variance = 1 + std::abs(variance);
  }
  return weights;
}

AudioTower open(const Weights& weights, MulanConfig config = small_mulan()) {
  const auto file = testing_support::write_model(weights, "small_mulan.safetensors");
  return {Checkpoint::open(file), config, small_muq()};
}

std::string why_refused(const Weights& weights) {
  try {
    open(weights);
  } catch (const NeuralError& error) {
    return error.what();
  }
  return "it was accepted";
}

double distance(const std::vector<float>& a, const std::vector<float>& b) {
  double error = 0;
  for (std::size_t i = 0; i < a.size(); ++i) error = std::max(error, std::abs(double{a[i]} - b[i]));
  return error;
}

std::vector<float> joined(std::vector<float> a, const std::vector<float>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

TEST(AudioTower, GivesANormalisedVector) {
  const auto style = open(small_model()).embed(noise(kClip, 1, 0.1F));
  ASSERT_THAT(style, testing::SizeIs(512));
  double square = 0;
  for (const float number : style) square += double{number} * number;
  EXPECT_NEAR(square, 1, 1e-5);
}

TEST(AudioTower, HearsADifference) {
  const AudioTower tower = open(small_model());
  EXPECT_GT(distance(tower.embed(noise(kClip, 1, 0.1F)), tower.embed(noise(kClip, 1, 0.9F))), 1e-4);
}

TEST(AudioTower, GivesTheMeanOfTwoClips) {
  const AudioTower tower = open(small_model());
  const auto one = noise(kClip, 1, 0.1F), other = noise(kClip, 2, 0.5F);
  const auto first = tower.embed(one), second = tower.embed(other);
  std::vector<float> mean(512);
  for (std::size_t i = 0; i < 512; ++i) mean[i] = (first[i] + second[i]) / 2;
  EXPECT_LT(distance(tower.embed(joined(one, other)), mean), 1e-6);
}

TEST(AudioTower, FillsTheLastClipFromTheBeginning) {
  const AudioTower tower = open(small_model());
  const auto sound = noise(kClip, 1, 0.1F);
  const std::vector<float> start(sound.begin(), sound.begin() + kClip / 2);
  EXPECT_LT(distance(tower.embed(start), tower.embed(joined(start, start))), 1e-6);
}

TEST(AudioTower, TakesTheLayerThatItsConfigNames) {
  MulanConfig config = small_mulan();
  config.audio.layer = 1;
  const auto sound = noise(kClip, 1, 0.1F);
  EXPECT_GT(distance(open(small_model()).embed(sound), open(small_model(), config).embed(sound)),
            1e-4);
}

TEST(AudioTower, NamesAMissingWeight) {
  Weights weights = small_model();
  weights.erase("mulan.audio.model.model.conformer.layers.1.ffn2.output_dense.bias");
  EXPECT_THAT(why_refused(weights),
              HasSubstr("Missing: mulan.audio.model.model.conformer.layers.1.ffn2."));
}

TEST(AudioTower, AcceptsWhatOnlyTrainingNeeds) {
  Weights weights = small_model();
  testing_support::add_noise(weights, "mulan.audio.model.model.cls_token", {16}, 1);
  testing_support::add_noise(weights, "mulan.audio.aggregator.weight", {1, 25, 1}, 1);
  EXPECT_THAT(why_refused(weights), "it was accepted");
}

TEST(AudioTower, RefusesSamplesThatAreNoNumbers) {
  auto sound = noise(kClip, 1);
  sound[7] = NAN;
  EXPECT_THROW(open(small_model()).embed(sound), NeuralError);
}

TEST(AudioTower, RefusesNextToNothing) {
  EXPECT_THROW(open(small_model()).embed(noise(100, 1)), NeuralError);
}

TEST(Mel, IsTheFourierSumOverItsTriangles) {
  constexpr std::int64_t kMels = 24, kHop = 240, kFrame = 7;
  const at::Tensor sound = at::randn({6000}) * 0.1;
  const at::Tensor filters = mel_filters(kMels, 24000);
  const at::Tensor mel = mel_decibels(sound, filters, kHop);
  ASSERT_EQ(mel.sizes(), (std::vector<std::int64_t>{kMels, 26}));

  // The same frame from the definition, in 64 bits: this one lies wholly inside the sound.
  const auto* samples = sound.data_ptr<float>();
  std::vector<double> power;
  for (int bin = 0; bin <= kMelWindow / 2; ++bin) {
    std::complex<double> sum = 0;
    for (int n = 0; n < kMelWindow; ++n) {
      const double turn = 2 * std::numbers::pi * n / kMelWindow;
      const double window = 0.5 - 0.5 * std::cos(turn);
      sum += window * double{samples[kFrame * kHop - kMelWindow / 2 + n]} *
             std::polar(1.0, -turn * bin);
    }
    power.push_back(std::norm(sum));
  }
  const auto hertz = [](double mark) { return 700 * (std::pow(10, mark / 2595) - 1); };
  const double top = 2595 * std::log10(1 + 12000.0 / 700);
  for (int band = 0; band < kMels; ++band) {
    const double low = hertz(top * band / (kMels + 1)), mid = hertz(top * (band + 1) / (kMels + 1)),
                 high = hertz(top * (band + 2) / (kMels + 1));
    double energy = 0;
    for (int bin = 0; bin <= kMelWindow / 2; ++bin) {
      const double f = 24000.0 * bin / kMelWindow;
      const double share = std::min((f - low) / (mid - low), (high - f) / (high - mid));
      energy += std::max(0.0, share) * power[static_cast<std::size_t>(bin)];
    }
    EXPECT_NEAR(mel[band][kFrame].item<float>(), 10 * std::log10(energy), 1e-2) << band;
  }
}

TEST(Mel, ReflectsTheSoundAtItsEdges) {
  const at::Tensor filters = mel_filters(16, 24000);
  const at::Tensor sound = at::randn({4800});
  const at::Tensor mirrored = at::cat({sound.narrow(0, 1, 1024).flip(0), sound});
  const at::Tensor edge = mel_decibels(sound, filters, 1024).select(1, 0);
  const at::Tensor inside = mel_decibels(mirrored, filters, 1024).select(1, 1);
  EXPECT_LT((edge - inside).abs().max().item<float>(), 1e-3);
}

TEST(Mel, GivesSilenceItsFloor) {
  const at::Tensor mel = mel_decibels(at::zeros({4800}), mel_filters(16, 24000), 240);
  EXPECT_FLOAT_EQ(mel.max().item<float>(), -100);
}

}  // namespace
}  // namespace musicgen::diffrhythm
