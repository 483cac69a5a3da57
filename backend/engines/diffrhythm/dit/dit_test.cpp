#include "engines/diffrhythm/dit/dit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engines/diffrhythm/dit/test_model.h"
#include "engines/diffrhythm/error.h"

namespace musicgen::diffrhythm {
namespace {

using ::testing::HasSubstr;
using testing::small_config;
using testing::write_model;

constexpr std::int64_t kFrames = 50;

const Checkpoint& model() {
  static const Checkpoint kModel =
      Checkpoint::open(write_model(small_config(), "musicgen_dit_test.safetensors"));
  return kModel;
}

DitInputs inputs_of(std::int64_t items) {
  at::manual_seed(3);
  DitInputs inputs;
  inputs.tokens = at::randint(0, 364, {items, kFrames}, at::kLong);
  inputs.cond = at::randn({items, kFrames, 64});
  inputs.style = at::randn({items, kStyleSize});
  inputs.start = at::rand({items});
  inputs.duration = at::rand({items});
  for (std::int64_t i = 0; i < items; ++i) inputs.texts.push_back(i);
  return inputs;
}

DitInputs only(const DitInputs& inputs, std::int64_t item) {
  const auto one = [&](const at::Tensor& all) { return all.narrow(0, item, 1); };
  return {one(inputs.tokens),  {0}, one(inputs.cond), one(inputs.style), one(inputs.start),
          one(inputs.duration)};
}

double distance(const at::Tensor& a, const at::Tensor& b) {
  return (a - b).abs().max().item<double>();
}

at::Tensor velocity(const DitOptions& options) {
  Dit dit(model(), small_config(), options);
  const auto song = dit.prepare(inputs_of(1));
  return dit.velocity(song, at::ones({1, kFrames, 64}) * 0.3, at::full({1}, 0.4));
}

TEST(DitShapes, AreThoseOfThePublishedModels) {
  const auto parameters = [](DitConfig config) {
    std::int64_t sum = 0;
    for (const auto& [name, shape] : dit_shapes(config)) {
      std::int64_t count = 1;
      for (const std::int64_t size : shape) count *= size;
      sum += count;
    }
    return sum;
  };
  DitConfig config;
  EXPECT_EQ(parameters(config), 1'109'315'648);
  config.max_frames = 6144;
  EXPECT_EQ(parameters(config), 1'109'709'888);
}

TEST(Attention, IsTheSoftmaxOfAllPairs) {
  // More frames than one block of queries holds.
  const std::int64_t frames = 1500, heads = 2, head_dim = 4;
  at::manual_seed(1);
  const at::Tensor qkv = at::randn({2 * frames, 3 * heads * head_dim}, at::kDouble);
  const Rope rope = Rope::of(frames, head_dim, false, at::kCPU);
  Reused memory;
  const at::Tensor got = attention(qkv.to(at::kFloat), 2, heads, rope, memory);

  const at::Tensor parts = qkv.view({2, frames, 3, heads, head_dim}).permute({2, 0, 3, 1, 4});
  const at::Tensor cos = at::cat({rope.cos, rope.cos}, -1).to(at::kDouble);
  const at::Tensor sin = at::cat({rope.sin, rope.sin}, -1).to(at::kDouble);
  const auto rotated = [&](const at::Tensor& x) {
    const auto halves = x.chunk(2, -1);
    return x * cos + at::cat({-halves[1], halves[0]}, -1) * sin;
  };
  const at::Tensor scores = at::matmul(rotated(parts[0]), rotated(parts[1]).transpose(-1, -2)) / 2;
  const at::Tensor wanted = at::matmul(at::softmax(scores, -1), parts[2]);
  EXPECT_LT(distance(got, wanted.transpose(1, 2).reshape({2 * frames, -1})), 1e-5);
}

TEST(Dit, GivesABatchWhatItGivesEachItemAlone) {
  Dit dit(model(), small_config(), {});
  const DitInputs inputs = inputs_of(3);
  const at::Tensor x = at::randn({3, kFrames, 64});
  const at::Tensor time = at::rand({3});
  const at::Tensor together = dit.velocity(dit.prepare(inputs), x, time);
  for (std::int64_t item = 0; item < 3; ++item) {
    const at::Tensor alone = dit.velocity(dit.prepare(only(inputs, item)), x.narrow(0, item, 1),
                                          time.narrow(0, item, 1));
    EXPECT_LT(distance(together.narrow(0, item, 1), alone), 1e-5);
  }
}

TEST(Dit, LetsItemsShareATextAndAPreparedSong) {
  Dit dit(model(), small_config(), {});
  DitInputs inputs = inputs_of(2);
  const at::Tensor x = at::randn({2, kFrames, 64});
  const at::Tensor time = at::full({1}, 0.5);
  inputs.tokens = inputs.tokens.narrow(0, 0, 1);
  inputs.texts = {0, 0};
  const auto song = dit.prepare(inputs);
  const at::Tensor both = dit.velocity(song, x, time);
  const at::Tensor first = dit.velocity(song.first(1), x.narrow(0, 0, 1), time);
  EXPECT_LT(distance(both.narrow(0, 0, 1), first), 1e-5);
}

// Root mean square error of the velocity, relative to fp32.
double error_in(at::ScalarType dtype) {
  DitOptions options;
  const at::Tensor exact = velocity(options);
  options.dtype = dtype;
  return ((velocity(options) - exact).norm() / exact.norm()).item<double>();
}

TEST(Dit, LosesLittleInBf16) {
  EXPECT_GT(error_in(at::kBFloat16), 1e-4);
  EXPECT_LT(error_in(at::kBFloat16), 1e-2);
}

TEST(Dit, LosesMoreInInt8ButNotMuch) {
  if (!has_int8()) GTEST_SKIP() << "this build lacks oneDNN";
  EXPECT_GT(error_in(at::kChar), error_in(at::kBFloat16));
  EXPECT_LT(error_in(at::kChar), 5e-2);
}

TEST(Product, OfInt8IsThatOfTheRoundedNumbers) {
  if (!has_int8()) GTEST_SKIP() << "this build lacks oneDNN";
  at::manual_seed(1);
  const at::Tensor a = at::randn({5, 33});
  const Matrix w = quantised(at::randn({7, 33}));
  const Matrix rounded = quantised(a);
  const auto full = [](const Matrix& m) { return m.rows.to(at::kFloat) * m.scale.unsqueeze(1); };
  const at::Tensor wanted = at::mm(full(rounded), full(w).t());
  Reused memory;
  EXPECT_LT(distance(product(a, w, memory), wanted), 1e-4);
  at::Tensor sum = at::ones({5, 7});
  add_product(sum, a, w);
  EXPECT_LT(distance(sum, wanted + 1), 1e-4);
}

TEST(Quantised, KeepsEveryNumberWithinHalfAStep) {
  at::manual_seed(1);
  const at::Tensor rows = at::randn({3, 100}) * at::full({3, 1}, 7.0);
  const Matrix matrix = quantised(rows);
  const at::Tensor back = matrix.rows.to(at::kFloat) * matrix.scale.unsqueeze(1);
  EXPECT_TRUE(((back - rows).abs() <= matrix.scale.unsqueeze(1) * 0.501).all().item<bool>());
  EXPECT_EQ(matrix.rows.abs().max().item<int>(), 127);
}

TEST(Dit, TakesTheOfficialRoundingAsAnOption) {
  DitOptions exact;
  exact.half_buffers = exact.half_time = false;
  DitOptions buffers = exact;
  buffers.half_buffers = true;
  DitOptions time = exact;
  time.half_time = true;
  EXPECT_GT(distance(velocity(exact), velocity(buffers)), 1e-6);
  EXPECT_GT(distance(velocity(exact), velocity(time)), 1e-6);
}

TEST(Dit, NamesTheKeyThatAFileLacks) {
  const auto path = write_model(small_config(), "musicgen_dit_test_lacking.safetensors",
                                "transformer_blocks.1.mlp.up_proj.weight");
  try {
    Dit(Checkpoint::open(path), small_config(), {});
    FAIL();
  } catch (const NeuralError& error) {
    EXPECT_THAT(error.what(),
                HasSubstr("Missing: transformer.transformer_blocks.1.mlp.up_proj.weight."));
  }
}

TEST(Dit, RefusesATokenThatIsNotInTheVocabulary) {
  Dit dit(model(), small_config(), {});
  DitInputs inputs = inputs_of(1);
  inputs.tokens[0][3] = 364;
  EXPECT_THROW(dit.prepare(inputs), NeuralError);
}

TEST(Dit, StopsAfterABlock) {
  Dit dit(model(), small_config(), {});
  const auto song = dit.prepare(inputs_of(1));
  int asked = 0;
  const auto stop = [&] { return ++asked == 1; };
  EXPECT_THROW(dit.velocity(song, at::zeros({1, kFrames, 64}), at::zeros({1}), stop), NeuralError);
  EXPECT_EQ(asked, 1);
}

TEST(DitConfig, SaysWhichSizeIsWrong) {
  try {
    DitConfig::from(JsonValue::parse(
        R"({"model":{"dim":100,"depth":1,"ff_mult":1,"text_dim":2,"conv_layers":0,"mel_dim":64,)"
        R"("text_num_embeds":9}})",
        "config.json"));
    FAIL();
  } catch (const NeuralError& error) {
    EXPECT_THAT(error.what(), HasSubstr("dim must be a multiple of 64"));
  }
}

}  // namespace
}  // namespace musicgen::diffrhythm
