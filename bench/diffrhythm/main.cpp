// DiffRhythm's transformer against the official algorithm on the same libtorch: seconds and peak
// memory of one guided step (two evaluations), each in a process of its own, with full-size random
// weights.
//   bench_diffrhythm [--frames N] [--depth N] [--folder DIR]
// and, on a smaller song so that it ends, how far faster ways to a song lie from the exact one:
//   bench_diffrhythm --run song --frames 512 --depth 4 [--ways exact,fast] [--vae FILE]
// (with a VAE, how far what it decodes is off as well)
// and what variations gain by being sung in one batch:
//   bench_diffrhythm --run batch --depth 2

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <optional>
#include <span>
#include <string>
#include <thread>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <sys/resource.h>

#include "diffrhythm/audio_distance.h"
#include "diffrhythm/model_file.h"
#include "diffrhythm/official.h"
#include "engines/diffrhythm/dit/dit.h"
#include "engines/diffrhythm/patient_threads.h"
#include "engines/diffrhythm/sampler/noise.h"
#include "engines/diffrhythm/sampler/sampler.h"
#include "measure.h"

namespace {

using namespace musicgen;
using diffrhythm::DitConfig;

struct Setting {
  std::int64_t frames = 2048;
  std::int64_t depth = 16;
  std::filesystem::path folder = std::filesystem::temp_directory_path();
  std::string run;   // what this process measures; empty: start one for each
  std::string ways;  // to a song; empty: all
  std::string vae;   // decodes them; empty: latents are compared alone
};

Setting setting_of(int count, char** words) {
  Setting setting;
  for (int i = 1; i + 1 < count; i += 2) {
    const std::string name = words[i];
    if (name == "--frames") setting.frames = std::atoll(words[i + 1]);
    if (name == "--depth") setting.depth = std::atoll(words[i + 1]);
    if (name == "--folder") setting.folder = words[i + 1];
    if (name == "--run") setting.run = words[i + 1];
    if (name == "--ways") setting.ways = words[i + 1];
    if (name == "--vae") setting.vae = words[i + 1];
  }
  return setting;
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// Of this process; what of it are pages of the mapped model file counts as well.
double peak_mb() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

// Both sides get all cores; libtorch by itself takes half of them on some machines.
void use_all_cores() {
  at::set_num_threads(static_cast<int>(std::max(1U, std::thread::hardware_concurrency())));
}

// Without instructions for it oneDNN's bf16 runs in a reference kernel, far slower than fp32.
bool has_fast_bf16() {
#ifdef __x86_64__
  if (__builtin_cpu_supports("avx512bf16")) return true;
  std::printf("bf16: left out, this processor has no instructions for it (AVX512-BF16)\n");
  return false;
#else
  return true;
#endif
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

double relative_error(const at::Tensor& got, const at::Tensor& exact) {
  return ((got - exact).norm() / exact.norm()).item<double>();
}

at::Tensor velocity(const Setting& setting, const char* name) {
  at::Tensor numbers = at::empty({setting.frames, 64});
  std::ifstream(velocity_file(setting, name), std::ios::binary)
      .read(static_cast<char*>(numbers.data_ptr()), numbers.numel() * 4);
  return numbers;
}

DitConfig config_of(const Setting& setting) {
  DitConfig config;
  config.depth = setting.depth;
  if (setting.frames > config.max_frames) config.max_frames = 6144;
  return config;
}

std::filesystem::path model_of(const Setting& setting, const DitConfig& config) {
  const auto model = setting.folder / ("bench_diffrhythm_" + std::to_string(config.depth) + "_" +
                                       std::to_string(config.max_frames) + ".safetensors");
  bench::write_random_model(model, config);
  return model;
}

std::filesystem::path messages_of(const Setting& setting) {
  return setting.folder / "bench_diffrhythm.txt";
}

// One measurement, in this process.
void run_case(const Setting& setting) {
  const DitConfig config = config_of(setting);
  const auto model = model_of(setting, config);
  if (setting.run != "official") use_all_cores();
  diffrhythm::DitOptions options;
  if (setting.run == "bf16") options.dtype = at::kBFloat16;
  if (setting.run == "int8") options.dtype = at::kChar;
  Result result;
  if (setting.run == "gemm") {
    result.seconds = gemm_gflops();
  } else if (setting.run.starts_with("official")) {
    result = run_official(setting, config, model);
  } else {
    result = run_ours(setting, config, model, options, setting.run.c_str());
  }
  tell(messages_of(setting), result);
}

class StepBench {
 public:
  StepBench(const Setting& setting, char** words)
      : setting_(setting), words_(words), config_(config_of(setting)) {
    model_of(setting, config_);
  }

  void run() {
    const double gemm = measured("gemm").seconds;
    std::printf("GEMM: %.0f GFLOPS\n", gemm);
    as_it_is_ = shown("official");
    all_cores_ = shown("official on all cores");
    ours("exact", gemm);
    if (has_fast_bf16()) ours("bf16", gemm);
    if (diffrhythm::has_int8()) ours("int8", gemm);
  }

 private:
  Result measured(const char* name) {
    bench::cost_of([&] {
      bench::run_program({words_[0], "--run", name, "--frames", std::to_string(setting_.frames),
                          "--depth", std::to_string(setting_.depth), "--folder",
                          setting_.folder.string()});
    });
    return told(messages_of(setting_));
  }

  Result shown(const char* name) {
    const Result result = measured(name);
    std::printf("%-22s %7.1f s a guided step %6.1f s once a song %7.0f MB peak\n", name,
                result.seconds, result.prepare_s, result.peak_mb);
    std::fflush(stdout);
    return result;
  }

  void ours(const char* name, double gemm) {
    const Result result = shown(name);
    const double gflops = 2 * flops(config_, double(setting_.frames)) / result.seconds / 1e9;
    std::printf(
        "  %.2f times faster than official, %.2f than on all cores, %.2f of its memory, "
        "%.0f %% of GEMM, velocity differs by %.1e\n",
        as_it_is_.seconds / result.seconds, all_cores_.seconds / result.seconds,
        result.peak_mb / as_it_is_.peak_mb, 100 * gflops / gemm,
        relative_error(velocity(setting_, name), velocity(setting_, "official")));
  }

  Setting setting_;
  char** words_;
  DitConfig config_;
  Result as_it_is_;
  Result all_cores_;
};

diffrhythm::SampleRequest song_of(std::int64_t frames) {
  diffrhythm::SampleRequest request;
  request.frames = frames;
  for (std::int64_t i = 0; i < frames; ++i) {
    request.tokens.push_back(i % 40 < 17 ? i % 363 + 1 : 0);
  }
  const std::vector<float> styles = diffrhythm::normal_noise(1, 0, 1024);
  request.style.assign(styles.begin(), styles.begin() + 512);
  request.negative_style.assign(styles.begin() + 512, styles.end());
  return request;
}

// CPU-seconds and seconds of one guided step for each of so many variations of a song at once.
struct StepCost {
  double cpu_s = 1e9;
  double wall_s = 1e9;
};

StepCost cost_of_step(diffrhythm::Sampler& sampler, const Setting& setting, int variations) {
  diffrhythm::SampleRequest request = song_of(setting.frames);
  request.variations = variations;
  request.steps = 3;
  StepCost best;
  std::clock_t cpu = 0;
  std::chrono::steady_clock::time_point wall;
  sampler.sample(request, [&](int done, int, std::span<const float>) {
    if (done > 1) {  // the first was the first to touch the weights
      best.cpu_s = std::min(best.cpu_s,
                            static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC / variations);
      best.wall_s = std::min(best.wall_s, seconds_since(wall) / variations);
    }
    cpu = std::clock();
    wall = std::chrono::steady_clock::now();
  });
  return best;
}

// What a batch of variations gains over one after the other.
void compare_batches(const Setting& setting) {
  const DitConfig config = config_of(setting);
  const auto model = model_of(setting, config);
  const auto compare = [&](const char* name, diffrhythm::Precision precision) {
    diffrhythm::Sampler sampler(model, config, {.precision = precision});
    const StepCost alone = cost_of_step(sampler, setting, 1);
    const StepCost batch = cost_of_step(sampler, setting, 4);
    std::printf(
        "%-6s a guided step of a song alone %.2f s (%.2f CPU-s), of each of 4 in a batch %.2f s "
        "(%.2f CPU-s): %.1f %% less CPU\n",
        name, alone.wall_s, alone.cpu_s, batch.wall_s, batch.cpu_s,
        100 * (1 - batch.cpu_s / alone.cpu_s));
    std::fflush(stdout);
  };
  compare("fp32", diffrhythm::Precision::fp32);
  if (diffrhythm::has_int8()) compare("int8", diffrhythm::Precision::int8);
}

at::Tensor tensor_of(std::vector<float>& numbers) {
  return at::from_blob(numbers.data(), {static_cast<std::int64_t>(numbers.size())}, at::kFloat);
}

// How far the latents of faster ways lie from those of 32 exact Euler points.
void compare_songs(const Setting& setting) {
  const DitConfig config = config_of(setting);
  const auto model = model_of(setting, config);
  diffrhythm::SampleRequest request = song_of(setting.frames);
  std::optional<diffrhythm::Vae> vae;
  if (!setting.vae.empty()) vae = diffrhythm::Vae::open(setting.vae);
  std::vector<float> exact;
  const auto way = [&](const std::string& word, const char* name, diffrhythm::Precision precision,
                       int points, int updates_per_evaluation) {
    if (!setting.ways.empty() && ("," + setting.ways + ",").find("," + word + ",") == word.npos) {
      return;
    }
    diffrhythm::Sampler sampler(model, config, {.precision = precision});
    request.steps = points;
    request.updates_per_evaluation = updates_per_evaluation;
    const auto start = std::chrono::steady_clock::now();
    std::vector<float> latents = sampler.sample(request);
    std::printf("%-34s %7.1f s", name, seconds_since(start));
    if (word == "exact") {
      exact = std::move(latents);
    } else if (!exact.empty()) {
      std::printf(", latents differ by %.2e", relative_error(tensor_of(latents), tensor_of(exact)));
      if (vae) std::printf(", sound by %.2f dB", bench::spectral_distance_db(*vae, latents, exact));
    }
    std::printf("\n");
    std::fflush(stdout);
  };
  using diffrhythm::Precision;
  way("exact", "exact: 31 evaluations", Precision::fp32, 32, 1);
  way("extrapolated", "16 evaluations, extrapolated", Precision::fp32, 32, 2);
  way("euler", "16 evaluations, plain Euler", Precision::fp32, 17, 1);
  way("few", "6 evaluations, plain Euler", Precision::fp32, 7, 1);
  if (has_fast_bf16()) way("bf16", "bf16, 31 evaluations", Precision::bf16, 32, 1);
  if (!diffrhythm::has_int8()) return;
  way("int8", "int8, 31 evaluations", Precision::int8, 32, 1);
  way("fast", "fast: int8, 16, extrapolated", Precision::int8, 32, 2);
  way("int8-euler", "int8, 16, plain Euler", Precision::int8, 17, 1);
}

}  // namespace

int main(int count, char** words) {
  const Setting setting = setting_of(count, words);
  const bool ours = setting.run != "official" && setting.run != "official on all cores";
  if (!setting.run.empty() && ours) diffrhythm::restart_with_patient_threads(words);
  if (setting.run == "song") {
    compare_songs(setting);
  } else if (setting.run == "batch") {
    compare_batches(setting);
  } else if (!setting.run.empty()) {
    run_case(setting);
  } else {
    StepBench(setting, words).run();
  }
}
