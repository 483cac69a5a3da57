#include "engines/diffrhythm/sampler/sampler.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "engines/diffrhythm/dit/test_model.h"
#include "engines/diffrhythm/error.h"
#include "engines/diffrhythm/sampler/noise.h"

namespace musicgen::diffrhythm {
namespace {

using testing::small_config;
using testing::write_model;

constexpr std::int64_t kFrames = 24;
constexpr std::size_t kItem = kFrames * 64;

Sampler& sampler() {
  static Sampler the_sampler(write_model(small_config(), "musicgen_sampler_test.safetensors"),
                             small_config(), {.threads = 1});
  return the_sampler;
}

SampleRequest request() {
  SampleRequest wanted;
  wanted.frames = kFrames;
  for (std::int64_t i = 0; i < kFrames; ++i) wanted.tokens.push_back(i % 5 * 20);
  wanted.style = normal_noise(1, 0, 512);
  wanted.negative_style = normal_noise(2, 0, 512);
  wanted.duration = 0.4F;
  wanted.seed = 42;
  wanted.steps = 6;
  return wanted;
}

double distance(std::span<const float> a, std::span<const float> b) {
  EXPECT_EQ(a.size(), b.size());
  double sum = 0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    sum += std::pow(double{a[i]} - double{b[i]}, 2);
  }
  return std::sqrt(sum / static_cast<double>(a.size()));
}

TEST(Noise, IsNormal) {
  const auto noise = normal_noise(5, 0, 100'000);
  const double mean = std::accumulate(noise.begin(), noise.end(), 0.0) / 1e5;
  const double square = std::inner_product(noise.begin(), noise.end(), noise.begin(), 0.0) / 1e5;
  EXPECT_NEAR(mean, 0, 0.02);
  EXPECT_NEAR(square, 1, 0.02);
}

TEST(Noise, OfALongerSongBeginsWithThatOfAShorterOne) {
  const auto longer = normal_noise(5, 1, 1001);
  const auto shorter = normal_noise(5, 1, 333);
  EXPECT_TRUE(std::equal(shorter.begin(), shorter.end(), longer.begin()));
}

TEST(Noise, DiffersBetweenItemsAndSeeds) {
  EXPECT_GT(distance(normal_noise(5, 0, 100), normal_noise(5, 1, 100)), 0.5);
  EXPECT_GT(distance(normal_noise(5, 0, 100), normal_noise(5 + (1ULL << 32), 0, 100)), 0.5);
}

TEST(Sampler, MakesEachVariationAsItWouldAlone) {
  SampleRequest wanted = request();
  wanted.variations = 3;
  const auto together = sampler().sample(wanted);
  ASSERT_EQ(together.size(), 3 * kItem);
  wanted.variations = 1;
  for (int i = 0; i < 3; ++i) {
    wanted.first_variation = i;
    const std::span part(together.data() + static_cast<std::size_t>(i) * kItem, kItem);
    EXPECT_LT(distance(sampler().sample(wanted), part), 1e-5);
  }
}

TEST(Sampler, MakesTheSameSongAgain) {
  EXPECT_EQ(sampler().sample(request()), sampler().sample(request()));
}

TEST(Sampler, ResumesWhereItWasStopped) {
  SampleRequest wanted = request();
  const auto whole = sampler().sample(wanted);
  std::stop_source stop;
  const auto keep = [&](int done, int, std::span<const float> state) {
    if (done != 2) return;
    wanted.state.assign(state.begin(), state.end());
    wanted.first_update = done;
    stop.request_stop();
  };
  EXPECT_THROW(sampler().sample(wanted, keep, stop.get_token()), NeuralError);
  EXPECT_EQ(sampler().sample(wanted), whole);
}

TEST(Sampler, TellsEachUpdate) {
  std::vector<int> told;
  sampler().sample(request(), [&](int done, int total, std::span<const float> state) {
    EXPECT_EQ(total, 5);
    EXPECT_EQ(state.size(), kItem);
    told.push_back(done);
  });
  EXPECT_EQ(told, (std::vector<int>{1, 2, 3, 4, 5}));
}

TEST(Sampler, PulsesAfterEachBlockUntilAllIsDone) {
  for (const auto& [solver, every] :
       {std::pair(Solver::euler, 1), std::pair(Solver::euler, 2), std::pair(Solver::heun, 1)}) {
    SampleRequest wanted = request();
    wanted.solver = solver;
    wanted.updates_per_evaluation = every;
    std::vector<double> shares;
    sampler().sample(wanted, {}, {}, [&](double share) { shares.push_back(share); });
    EXPECT_TRUE(std::is_sorted(shares.begin(), shares.end()));
    EXPECT_DOUBLE_EQ(shares.back(), 1);
    EXPECT_DOUBLE_EQ(shares.front() * static_cast<double>(shares.size()), 1);
  }
}

TEST(Sampler, StopsWithinABlock) {
  std::stop_source stop;
  int blocks = 0;
  const auto pulse = [&](double) {
    if (++blocks == 3) stop.request_stop();
  };
  try {
    sampler().sample(request(), {}, stop.get_token(), pulse);
    FAIL();
  } catch (const NeuralError& error) {
    EXPECT_EQ(error.fault(), Fault::cancelled);
  }
  EXPECT_EQ(blocks, 3);
}

TEST(Sampler, KeepsThePromptOutsideTheSegments) {
  SampleRequest wanted = request();
  wanted.prompt = normal_noise(9, 0, kItem);
  wanted.segments = {{3, 7}, {20, 6144}};
  const auto edited = sampler().sample(wanted);
  for (std::size_t i = 0; i < kItem; ++i) {
    const std::size_t frame = i / 64;
    const bool inside = (frame >= 3 && frame < 7) || frame >= 20;
    EXPECT_EQ(edited[i] == wanted.prompt[i], !inside) << frame;
  }
}

TEST(Sampler, HearsThePromptAroundASegment) {
  SampleRequest wanted = request();
  wanted.segments = {{0, 12}};
  wanted.prompt = normal_noise(9, 0, kItem);
  const auto one = sampler().sample(wanted);
  wanted.prompt = normal_noise(10, 0, kItem);
  const auto other = sampler().sample(wanted);
  EXPECT_GT(distance({one.data(), 12 * 64}, {other.data(), 12 * 64}), 1e-3);
}

TEST(Sampler, LeavesOutGuidanceOutsideItsTimes) {
  SampleRequest wanted = request();
  wanted.guidance = 0;
  const auto without = sampler().sample(wanted);
  wanted.guidance = 4;
  EXPECT_GT(distance(sampler().sample(wanted), without), 1e-3);
  wanted.guide_from = 2;
  EXPECT_LT(distance(sampler().sample(wanted), without), 1e-5);
}

TEST(Sampler, WithHeunComesCloserThanEulerInAsManySteps) {
  SampleRequest wanted = request();
  wanted.guidance = 1;
  wanted.steps = 257;
  wanted.solver = Solver::heun;
  const auto exact = sampler().sample(wanted);
  wanted.steps = 17;
  const auto heun = sampler().sample(wanted);
  wanted.solver = Solver::euler;
  EXPECT_LT(distance(heun, exact), distance(sampler().sample(wanted), exact) / 2);
}

TEST(Sampler, KeepsToThePathOfAllPointsWithHalfOfTheEvaluations) {
  SampleRequest wanted = request();
  wanted.guidance = 1;
  wanted.steps = 32;
  const auto exact = sampler().sample(wanted);
  wanted.updates_per_evaluation = 2;  // 16 evaluations
  const auto fast = sampler().sample(wanted);
  wanted.updates_per_evaluation = 1;
  wanted.steps = 17;
  EXPECT_LT(distance(fast, exact), distance(sampler().sample(wanted), exact) / 2);
}

TEST(Sampler, RefusesWhatDoesNotFit) {
  const auto refused = [](auto change) {
    SampleRequest wanted = request();
    change(wanted);
    EXPECT_THROW(sampler().sample(wanted), NeuralError);
  };
  refused([](SampleRequest& r) { r.frames = 0; });
  refused([](SampleRequest& r) { r.frames = 6145; });
  refused([](SampleRequest& r) { r.tokens.pop_back(); });
  refused([](SampleRequest& r) { r.tokens[0] = -1; });
  refused([](SampleRequest& r) { r.style.clear(); });
  refused([](SampleRequest& r) { r.steps = 1; });
  refused([](SampleRequest& r) { r.variations = 0; });
  refused([](SampleRequest& r) { r.segments = {{3, 2}}; });
  refused([](SampleRequest& r) { r.segments = {{0, 2}}; });  // without a prompt
}

TEST(SamplingMemory, IsAtLeastWhatWasMeasuredAndNotMuchMore) {
  // bench_diffrhythm at full size, 2,048 frames: peaks in MiB, docs/performance.md.
  const std::pair<Precision, double> measured[] = {
      {Precision::fp32, 885}, {Precision::bf16, 961}, {Precision::int8, 1826}};
  for (const auto& [precision, peak] : measured) {
    const double estimate =
        static_cast<double>(sampling_memory({}, 2048, 1, {.precision = precision})) / (1 << 20);
    EXPECT_GE(estimate, peak) << static_cast<int>(precision);
    EXPECT_LE(estimate, 1.3 * peak) << static_cast<int>(precision);
  }
}

}  // namespace
}  // namespace musicgen::diffrhythm
