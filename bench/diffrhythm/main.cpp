// DiffRhythm's transformer against the official algorithm on the same libtorch: seconds and peak
// memory of one guided step (two evaluations), each in a process of its own, with full-size random
// weights.
//   bench_diffrhythm [--frames N] [--depth N] [--folder DIR] [--only official|exact]

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <sys/resource.h>
#include <unistd.h>

#include "diffrhythm/model_file.h"
#include "diffrhythm/official.h"
#include "engines/diffrhythm/dit/dit.h"
#include "measure.h"

namespace {

using namespace musicgen;
using diffrhythm::DitConfig;

struct Setting {
  std::int64_t frames = 2048;
  std::int64_t depth = 16;
  std::filesystem::path folder = std::filesystem::temp_directory_path();
  std::string only;
};

Setting setting_of(int count, char** words) {
  Setting setting;
  for (int i = 1; i + 1 < count; i += 2) {
    const std::string name = words[i];
    if (name == "--frames") setting.frames = std::atoll(words[i + 1]);
    if (name == "--depth") setting.depth = std::atoll(words[i + 1]);
    if (name == "--folder") setting.folder = words[i + 1];
    if (name == "--only") setting.only = words[i + 1];
  }
  return setting;
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double peak_mb() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

// What a measured child tells its parent.
struct Result {
  double seconds = 0;  // of one guided step
  double prepare_s = 0;
  double peak_mb = 0;
};

void tell(const std::filesystem::path& file, const Result& result) {
  std::ofstream(file) << result.seconds << ' ' << result.prepare_s << ' ' << result.peak_mb;
}

Result told(const std::filesystem::path& file) {
  Result result;
  std::ifstream(file) >> result.seconds >> result.prepare_s >> result.peak_mb;
  std::filesystem::remove(file);
  return result;
}

// The same song for all: latents, tokens with gaps, two styles.
struct Song {
  at::Tensor x, cond, tokens, style, negative, time, start;

  explicit Song(std::int64_t frames) {
    at::manual_seed(1);
    x = at::randn({1, frames, 64});
    cond = at::zeros({1, frames, 64});
    tokens =
        at::randint(1, 364, {1, frames}, at::kLong) * (at::rand({1, frames}) < 0.4).to(at::kLong);
    style = at::randn({1, 512}) * 0.06;
    negative = at::randn({1, 512}) * 0.06;
    time = at::full({1}, 0.3);
    start = at::zeros({1});
  }
};

std::filesystem::path velocity_file(const Setting& setting, const char* name) {
  return setting.folder / (std::string("bench_velocity_") + name + ".bin");
}

void save(const std::filesystem::path& path, const at::Tensor& velocity) {
  const at::Tensor numbers = velocity.contiguous();
  std::ofstream(path, std::ios::binary)
      .write(static_cast<const char*>(numbers.data_ptr()), numbers.numel() * 4);
}

Result run_official(const Setting& setting, const DitConfig& config,
                    const std::filesystem::path& model) {
  const c10::InferenceMode guard;
  const Song song(setting.frames);
  bench::OfficialDit dit(diffrhythm::Checkpoint::open(model), config);
  const auto start = std::chrono::steady_clock::now();
  const at::Tensor cond =
      dit.forward(song.x, song.cond, song.tokens, song.style, song.time, song.start);
  const at::Tensor null = dit.forward(song.x, song.cond, at::zeros_like(song.tokens), song.negative,
                                      song.time, song.start);
  const double seconds = seconds_since(start);
  save(velocity_file(setting, "official"), cond + (cond - null) * 4);
  return {seconds, 0, peak_mb()};
}

Result run_ours(const Setting& setting, const DitConfig& config, const std::filesystem::path& model,
                diffrhythm::DitOptions options, const char* name) {
  const c10::InferenceMode guard;
  const Song song(setting.frames);
  options.half_buffers = options.half_time = false;
  diffrhythm::Dit dit(diffrhythm::Checkpoint::open(model), config, options);
  diffrhythm::DitInputs inputs;
  inputs.tokens = at::cat({song.tokens, at::zeros_like(song.tokens)});
  inputs.texts = {0, 1};
  inputs.cond = at::cat({song.cond, song.cond});
  inputs.style = at::cat({song.style, song.negative});
  inputs.start = inputs.duration = at::zeros({2});
  auto start = std::chrono::steady_clock::now();
  const auto prepared = dit.prepare(inputs);
  const double prepare_s = seconds_since(start);
  start = std::chrono::steady_clock::now();
  const auto both = dit.velocity(prepared, at::cat({song.x, song.x}), song.time).chunk(2);
  const double seconds = seconds_since(start);
  save(velocity_file(setting, name), both[0] + (both[0] - both[1]) * 4);
  return {seconds, prepare_s, peak_mb()};
}

// The best that this machine's GEMM does on a large product.
double gemm_gflops() {
  const c10::InferenceMode guard;
  const std::int64_t n = 2048;
  const at::Tensor a = at::randn({n, n});
  const at::Tensor b = at::randn({4 * n, n});
  at::Tensor out = at::empty({n, 4 * n});
  double best = 1e9;
  for (int i = 0; i < 5; ++i) {
    const auto start = std::chrono::steady_clock::now();
    at::mm_out(out, a, b.t());
    best = std::min(best, seconds_since(start));
  }
  return 2.0 * double(n) * double(n) * double(4 * n) / best / 1e9;
}

// Multiplications and additions of one evaluation.
double flops(const DitConfig& config, double n) {
  const auto dim = double(config.dim);
  const double block = 2 * n * dim * dim * (4 + 3 * double(config.ff_mult)) + 4 * n * n * dim;
  const double conv = 2 * 2 * n * dim * dim / 16 * 31;
  const double fusion = 2 * n * dim * double(config.text_dim) * double(config.fusions());
  return double(config.depth) * block + conv + fusion;
}

double relative_error(const Setting& setting, const DitConfig&, const char* name) {
  const auto read = [&](const char* which) {
    at::Tensor t = at::empty({setting.frames, 64});
    std::ifstream(velocity_file(setting, which), std::ios::binary)
        .read(static_cast<char*>(t.data_ptr()), t.numel() * 4);
    return t;
  };
  const at::Tensor exact = read("official");
  return ((read(name) - exact).norm() / exact.norm()).item<double>();
}

}  // namespace

int main(int count, char** words) {
  if (std::getenv("OMP_WAIT_POLICY") == nullptr) {  // as musicgen-neural does
    ::setenv("OMP_WAIT_POLICY", "PASSIVE", 1);
    ::execv("/proc/self/exe", words);
  }
  const Setting setting = setting_of(count, words);
  DitConfig config;
  config.depth = setting.depth;
  if (setting.frames > config.max_frames) config.max_frames = 6144;
  const auto model = setting.folder / ("bench_diffrhythm_" + std::to_string(config.depth) + "_" +
                                       std::to_string(config.max_frames) + ".safetensors");
  bench::write_random_model(model, config);
  const auto messages = setting.folder / "bench_diffrhythm.txt";

  const auto measured = [&](const char* name, const auto& run) {
    const bench::Cost cost = bench::cost_of([&] { tell(messages, run()); });
    Result result = told(messages);
    std::printf(
        "%-10s %8.1f s a guided step  %8.1f s once a song  %7.0f MB peak  (%.0f s of CPU)\n", name,
        result.seconds, result.prepare_s, result.peak_mb, cost.cpu_seconds);
    std::fflush(stdout);
    return result;
  };
  double gemm = 0;
  bench::cost_of([&] { tell(messages, {gemm_gflops(), 0, 0}); });
  gemm = told(messages).seconds;
  std::printf("GEMM: %.0f GFLOPS\n", gemm);

  Result official;
  if (setting.only != "exact") {
    official = measured("official", [&] { return run_official(setting, config, model); });
  }
  if (setting.only == "official") return 0;
  const Result exact =
      measured("exact", [&] { return run_ours(setting, config, model, {}, "exact"); });
  const double work = 2 * flops(config, double(setting.frames));
  std::printf("exact: %.0f GFLOPS, %.0f %% of GEMM\n", work / exact.seconds / 1e9,
              100 * work / exact.seconds / 1e9 / gemm);
  if (official.seconds > 0) {
    std::printf("exact: %.2f times faster, %.2f of the memory, velocity differs by %.1e\n",
                official.seconds / exact.seconds, exact.peak_mb / official.peak_mb,
                relative_error(setting, config, "exact"));
  }
}
