#pragma once
// From noise to latents: integrates the flow that the transformer describes, from t = 0 to 1.
// A plain header: libtorch stays behind it.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

#include "engines/diffrhythm/dit/config.h"

namespace musicgen::diffrhythm {

enum class Device { cpu, cuda, mps };
enum class Precision { fp32, bf16, fp16, int8 };  // of the matrix products; int8: CPU with oneDNN

struct SamplerOptions {
  Device device = Device::cpu;
  Precision precision = Precision::fp32;
  int threads = 0;           // on a CPU; 0: all cores
  bool half_buffers = true;  // the official inference's rounding, see DitOptions
  bool half_time = true;
};

// How the velocities become steps. N points of time make N - 1 steps.
enum class Solver {
  euler,  // the official one: one evaluation a step, error falls with the step
  heun,   // two evaluations a step, error falls with its square
};

// Frames [from, to).
struct Segment {
  std::int64_t from = 0;
  std::int64_t to = 0;
};

struct SampleRequest {
  std::int64_t frames = 0;
  std::vector<std::int64_t> tokens;   // [frames] lyrics; all 0 for an instrumental
  std::vector<float> style;           // [512]
  std::vector<float> negative_style;  // [512] what guidance leads away from
  float start = 0;                    // share of the song before these frames
  float duration = 0;                 // frames of the song / max_frames

  int variations = 1;
  int first_variation = 0;  // so that variation 3 can be made again without 0 to 2
  std::uint64_t seed = 0;
  int steps = 32;      // points of time, so that 32 means 31 updates
  float guidance = 4;  // 0: without
  Solver solver = Solver::euler;

  // Updates to an evaluation of the flow. Above 1 the flow is evaluated at the first two points and
  // then for every n-th update; between, it is extrapolated along the line through the last two
  // evaluations. That keeps to the path of as many Euler points, which fewer points don't.
  // (Adams and Bashforth's idea, on the points of the official sampler.) Not with heun.
  int updates_per_evaluation = 1;

  // Guidance, which doubles the work, is only applied while guide_from <= t <= guide_to.
  float guide_from = 0;
  float guide_to = 1;

  // Editing and continuation: only these frames are made anew; elsewhere the result is the prompt,
  // which the model hears as context. Empty: everything is made.
  std::vector<Segment> segments;
  std::vector<float> prompt;  // [frames, 64]; needed with segments

  // Start elsewhere than at noise of the seed: the state [variations, frames, 64] before the update
  // `first_update`, as `Watch` saw it. This resumes a song that was stopped.
  std::vector<float> state;
  int first_update = 0;
};

// The fast mode: half of the evaluations; meant to go with Precision::int8 on a CPU.
inline void take_fast_way(SampleRequest& request) {
  request.updates_per_evaluation = 2;
}

// Called after each update with how many are done, of how many, and the state
// [variations, frames, 64], which is only valid during the call.
using SampleWatch = std::function<void(int done, int total, std::span<const float> state)>;

// Called after each block of the transformer with the share of the evaluations that is done, so
// that a step of minutes shows that it moves.
using SamplePulse = std::function<void(double share)>;

class Sampler {
 public:
  // Maps the model. Throws NeuralError where the file isn't a model of these sizes, or the machine
  // lacks the device.
  Sampler(const std::filesystem::path& model, const DitConfig& config,
          const SamplerOptions& options = {});
  ~Sampler();
  Sampler(Sampler&&) noexcept;
  Sampler& operator=(Sampler&&) noexcept;

  // Latents [variations, frames, 64]. The same request gives the same latents on the same device.
  // Throws NeuralError: bad_input where something doesn't fit, cancelled within one block of the
  // transformer after `stop`.
  std::vector<float> sample(const SampleRequest& request, const SampleWatch& watch = {},
                            std::stop_token stop = {}, const SamplePulse& pulse = {});

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

// Bytes that sampling takes besides the model's mapped file.
std::int64_t sampling_memory(const DitConfig& config, std::int64_t frames, int variations,
                             const SamplerOptions& options = {});

}  // namespace musicgen::diffrhythm
