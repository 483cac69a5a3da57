#include "engines/diffrhythm/vae/vae.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engines/diffrhythm/checkpoint/checkpoint.h"
#include "engines/diffrhythm/checkpoint/testing.h"
#include "engines/diffrhythm/error.h"

namespace musicgen::diffrhythm {
namespace {

using testing::HasSubstr;
using testing::SizeIs;
using testing_support::add_noise;
using testing_support::noise;
using testing_support::Weights;

constexpr std::int64_t kStep = 8;
constexpr std::size_t kLatent = 3;

void add_convolution(Weights& weights, const std::string& name, const Shape& shape,
                     std::int64_t biases) {
  add_noise(weights, name + ".weight_v", shape, 1);
  add_noise(weights, name + ".weight_g", {shape[0], 1, 1}, 1);
  if (biases > 0) add_noise(weights, name + ".bias", {biases}, 0.1F);
}

void add_snake(Weights& weights, const std::string& name, std::int64_t channels) {
  add_noise(weights, name + ".alpha", {channels}, 0.5F);
  add_noise(weights, name + ".beta", {channels}, 0.5F);
}

void add_units(Weights& weights, const std::string& name, int first, std::int64_t channels) {
  for (int i = first; i < first + 3; ++i) {
    const std::string unit = name + ".layers." + std::to_string(i) + ".layers.";
    add_snake(weights, unit + "0", channels);
    add_convolution(weights, unit + "1", {channels, channels, 7}, channels);
    add_snake(weights, unit + "2", channels);
    add_convolution(weights, unit + "3", {channels, channels, 1}, channels);
  }
}

// Strides 2 and 4, stereo, three latent channels: nothing is as the official model has it.
Weights small_vae() {
  Weights weights;
  add_convolution(weights, "decoder.layers.0", {6, kLatent, 7}, 6);
  add_snake(weights, "decoder.layers.1.layers.0", 6);
  add_convolution(weights, "decoder.layers.1.layers.1", {6, 4, 8}, 4);
  add_units(weights, "decoder.layers.1", 2, 4);
  add_snake(weights, "decoder.layers.2.layers.0", 4);
  add_convolution(weights, "decoder.layers.2.layers.1", {4, 2, 4}, 2);
  add_units(weights, "decoder.layers.2", 2, 2);
  add_snake(weights, "decoder.layers.3", 2);
  add_convolution(weights, "decoder.layers.4", {2, 2, 7}, 0);

  add_convolution(weights, "encoder.layers.0", {2, 2, 7}, 2);
  add_units(weights, "encoder.layers.1", 0, 2);
  add_snake(weights, "encoder.layers.1.layers.3", 2);
  add_convolution(weights, "encoder.layers.1.layers.4", {4, 2, 4}, 4);
  add_units(weights, "encoder.layers.2", 0, 4);
  add_snake(weights, "encoder.layers.2.layers.3", 4);
  add_convolution(weights, "encoder.layers.2.layers.4", {5, 4, 8}, 5);
  add_snake(weights, "encoder.layers.3", 5);
  add_convolution(weights, "encoder.layers.4", {2 * kLatent, 5, 3}, 2 * kLatent);
  return weights;
}

Vae open(const Weights& weights) {
  return Vae::open(testing_support::write_model(weights, "small_vae.safetensors"));
}

std::string why_refused(const Weights& weights) {
  try {
    open(weights);
  } catch (const NeuralError& error) {
    EXPECT_EQ(error.fault(), Fault::bad_checkpoint);
    return error.what();
  }
  return "it was accepted";
}

// Relative to the largest value.
double distance(std::span<const float> a, std::span<const float> b) {
  if (a.size() != b.size()) return INFINITY;
  double largest = 1, error = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    largest = std::max(largest, std::abs(static_cast<double>(a[i])));
    error = std::max(error, std::abs(static_cast<double>(a[i]) - b[i]));
  }
  return error / largest;
}

class Pieces : public testing::TestWithParam<std::int64_t> {};

TEST_P(Pieces, JoinWithoutADifference) {
  const Vae vae = open(small_vae());
  const auto latents = noise(kLatent * 150, 1);
  EXPECT_LT(distance(vae.decode(latents, 1000), vae.decode(latents, GetParam())), 1e-5);
}

TEST_P(Pieces, AreEncodedWithoutADifference) {
  const Vae vae = open(small_vae());
  const auto sound = noise(2 * 150 * kStep, 2);
  const auto whole = vae.encode(sound, 1000), pieces = vae.encode(sound, GetParam());
  EXPECT_LT(distance(whole.mean, pieces.mean), 1e-5);
  EXPECT_LT(distance(whole.scale, pieces.scale), 1e-5);
}

INSTANTIATE_TEST_SUITE_P(Vae, Pieces, testing::Values(1, 7, 64, 149));

TEST(Vae, TakesItsSizesFromTheWeights) {
  const Vae vae = open(small_vae());
  EXPECT_EQ(vae.latent_channels(), kLatent);
  EXPECT_EQ(vae.audio_channels(), 2);
  EXPECT_EQ(vae.samples_per_latent(), kStep);
}

TEST(Vae, DecodesFewLatentsAtEachEnd) {
  const Vae vae = open(small_vae());
  EXPECT_THAT(vae.decode(noise(kLatent, 1)), SizeIs(2 * kStep));
}

TEST(Vae, GivesPiecesInOrderAndNoMoreThanAskedFor) {
  const Vae vae = open(small_vae());
  std::vector<std::int64_t> frames;
  vae.decode(
      noise(kLatent * 10, 1), [&](auto, std::int64_t count) { frames.push_back(count); }, 4);
  EXPECT_THAT(frames, testing::ElementsAre(4 * kStep, 4 * kStep, 2 * kStep));
}

TEST(Vae, StopsWhenTheSinkThrows) {
  const Vae vae = open(small_vae());
  int pieces = 0;
  const auto sink = [&](auto, auto) {
    if (++pieces == 2) throw NeuralError(Fault::cancelled, "stop");
  };
  EXPECT_THROW(vae.decode(noise(kLatent * 10, 1), sink, 1), NeuralError);
  EXPECT_EQ(pieces, 2);
}

TEST(Vae, EncodesTheEndOfLongSoundFromItsEnd) {
  const Vae vae = open(small_vae());
  constexpr std::size_t kFrames = 200, kRest = 5, kLength = kFrames * kStep + kRest;
  const auto sound = noise(2 * kLength, 3);
  std::vector<float> later;  // without the first kRest samples
  for (std::size_t channel = 0; channel < 2; ++channel) {
    const auto start = sound.begin() + static_cast<std::ptrdiff_t>(channel * kLength);
    later.insert(later.end(), start + kRest, start + kLength);
  }
  const auto official = vae.encode(sound), shifted = vae.encode(later);
  const std::size_t turn = kLatent * (kFrames - 112);
  const std::span<const float> ours(official.mean), theirs(shifted.mean);
  EXPECT_LT(distance(ours.subspan(turn), theirs.subspan(turn)), 1e-5);
  EXPECT_GT(distance(ours.first(turn), theirs.first(turn)), 1e-2);
}

TEST(Vae, TakesWeightsWhoseNormIsAlreadyFolded) {
  Weights folded = small_vae();
  const std::string name = "decoder.layers.0.weight";
  auto [shape, values] = folded[name + "_v"];
  const auto gains = folded[name + "_g"].second;
  const std::size_t row = values.size() / gains.size();
  for (std::size_t i = 0; i < gains.size(); ++i) {
    double square = 0;
    for (std::size_t k = i * row; k < (i + 1) * row; ++k) square += double{values[k]} * values[k];
    const auto factor = static_cast<float>(gains[i] / std::sqrt(square));
    for (std::size_t k = i * row; k < (i + 1) * row; ++k) values[k] *= factor;
  }
  folded.erase(name + "_v");
  folded.erase(name + "_g");
  folded[name] = {shape, values};
  const auto latents = noise(kLatent * 9, 1);
  EXPECT_LT(distance(open(small_vae()).decode(latents), open(folded).decode(latents)), 1e-5);
}

TEST(Vae, FindsItsNetworkInsideAnotherModule) {
  Weights wrapped;
  for (const auto& [name, tensor] : small_vae()) wrapped["model." + name] = tensor;
  EXPECT_EQ(open(wrapped).latent_channels(), kLatent);
}

TEST(Vae, NamesAMissingWeight) {
  Weights weights = small_vae();
  weights.erase("encoder.layers.2.layers.1.layers.3.bias");
  EXPECT_THAT(why_refused(weights), HasSubstr("encoder.layers.2.layers.1.layers.3.bias"));
}

TEST(Vae, NamesAWeightOfAnotherShape) {
  Weights weights = small_vae();
  add_noise(weights, "decoder.layers.3.alpha", {3}, 1);
  EXPECT_THAT(why_refused(weights), HasSubstr("decoder.layers.3.alpha is [3] instead of [2]"));
}

TEST(Vae, NamesAWeightThatHasNoPlace) {
  Weights weights = small_vae();
  add_noise(weights, "decoder.layers.9.bias", {3}, 1);
  EXPECT_THAT(why_refused(weights), HasSubstr("Unknown: decoder.layers.9.bias"));
}

TEST(Vae, RefusesAnOddStride) {
  Weights weights = small_vae();
  add_convolution(weights, "decoder.layers.2.layers.1", {4, 2, 6}, 2);
  EXPECT_THAT(why_refused(weights), HasSubstr("twice an even stride"));
}

TEST(Vae, RefusesAnEncoderOfOtherStrides) {
  Weights weights = small_vae();
  add_convolution(weights, "encoder.layers.1.layers.4", {4, 2, 8}, 4);
  EXPECT_THAT(why_refused(weights), HasSubstr("other strides"));
}

TEST(Vae, RefusesAPartOfALatent) {
  const Vae vae = open(small_vae());
  EXPECT_THROW(vae.decode(noise(kLatent + 1, 1)), NeuralError);
}

TEST(Vae, RefusesSoundShorterThanOneLatent) {
  const Vae vae = open(small_vae());
  EXPECT_THROW(vae.encode(noise(2 * (kStep - 1), 1)), NeuralError);
}

TEST(Vae, RefusesNoiseOfAnotherLength) {
  const LatentDistribution latents{{0, 0}, {0, 0}, 1};
  EXPECT_THROW(latents.sample(noise(3, 1)), NeuralError);
}

// Official data: planar rows, of which each `every`th sample was kept.
class OfficialVae : public testing::Test {
 protected:
  std::vector<float> golden(const std::string& name) const {
    const TensorView& view = goldens_.at(name);
    std::vector<float> values(view.bytes.size() / sizeof(float));
    std::memcpy(values.data(), view.bytes.data(), view.bytes.size());
    return values;
  }
  // [channels][frames] to [frames][channels], and back with the two numbers changed about.
  static std::vector<float> turned(const std::vector<float>& values, std::size_t rows) {
    std::vector<float> result(values.size());
    const std::size_t columns = values.size() / rows;
    for (std::size_t i = 0; i < values.size(); ++i) {
      result[i % columns * rows + i / columns] = values[i];
    }
    return result;
  }

  const std::filesystem::path folder_ = std::filesystem::path(MUSICGEN_GOLDEN) / "vae";
  const Vae vae_ = Vae::open(folder_ / "vae_model.pt");
  const Checkpoint goldens_ = Checkpoint::open(folder_ / "vae.safetensors");
};

TEST_F(OfficialVae, DecodesTheSame) {
  const auto sound = vae_.decode(turned(golden("dec64.latents"), 64), 20);
  std::vector<float> kept;
  for (std::size_t i = 0; i < sound.size(); i += 8) kept.push_back(sound[i]);
  EXPECT_LT(distance(kept, golden("dec64.audio_every")), 1e-4);
}

TEST_F(OfficialVae, EncodesTheSame) {
  const auto latents = vae_.encode(golden("enc.audio"));
  const auto noise = turned(golden("enc.noise"), 64);
  EXPECT_LT(distance(latents.sample(noise), turned(golden("enc.latents"), 64)), 1e-4);
}

}  // namespace
}  // namespace musicgen::diffrhythm
