#include "engines/diffrhythm/sampler/sampler.h"

#include <algorithm>
#include <optional>
#include <thread>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include "engines/diffrhythm/dit/dit.h"
#include "engines/diffrhythm/error.h"
#include "engines/diffrhythm/sampler/noise.h"

namespace musicgen::diffrhythm {

namespace {

constexpr float kNoGuidance = 1e-5F;  // the official code's own limit
constexpr int kMostVariations = 64;
constexpr int kMostSteps = 10'000;

void need(bool fits, const std::string& why) {
  if (!fits) throw NeuralError(Fault::bad_input, why);
}

at::Tensor tensor(const std::vector<float>& values, at::IntArrayRef shape) {
  return at::from_blob(const_cast<float*>(values.data()), shape, at::kFloat).clone();
}

at::Device device_of(Device device) {
  if (device == Device::cuda) {
    if (!at::hasCUDA())
      throw NeuralError(Fault::unsupported, "this libtorch or machine has no CUDA");
    return at::kCUDA;
  }
  if (device == Device::mps) {
    if (!at::hasMPS()) throw NeuralError(Fault::unsupported, "this libtorch or machine has no MPS");
    return at::kMPS;
  }
  return at::kCPU;
}

at::ScalarType dtype_of(const SamplerOptions& options) {
  switch (options.precision) {
    case Precision::fp32:
      return at::kFloat;
    case Precision::bf16:
      return at::kBFloat16;
    case Precision::fp16:
      if (options.device == Device::cpu) {
        throw NeuralError(Fault::unsupported, "a CPU doesn't compute in fp16; take bf16 or fp32");
      }
      return at::kHalf;
    case Precision::int8:
      return at::kChar;
  }
  return at::kFloat;
}

DitOptions dit_options(const SamplerOptions& options) {
  return {device_of(options.device), dtype_of(options), options.half_buffers, options.half_time};
}

void check(const SampleRequest& request, const DitConfig& config) {
  const std::int64_t frames = request.frames;
  const auto latents = static_cast<std::size_t>(std::max<std::int64_t>(frames, 0) * config.mel_dim);
  need(frames >= 1 && frames <= config.max_frames,
       "this model makes 1 to " + std::to_string(config.max_frames) + " frames");
  need(request.tokens.size() == static_cast<std::size_t>(frames), "there must be a token a frame");
  need(request.style.size() == kStyleSize && request.negative_style.size() == kStyleSize,
       "a style is 512 numbers");
  need(request.variations >= 1 && request.variations <= kMostVariations,
       "variations must be 1 to " + std::to_string(kMostVariations));
  need(request.first_variation >= 0, "the first variation must not be negative");
  need(request.steps >= 2 && request.steps <= kMostSteps,
       "steps must be 2 to " + std::to_string(kMostSteps));
  need(request.updates_per_evaluation == 1 ||
           (request.updates_per_evaluation > 1 && request.solver == Solver::euler),
       "updates to an evaluation must be 1, or more with euler");
  need(request.segments.empty() || request.prompt.size() == latents,
       "editing needs the latents of the song to edit");
  for (const Segment& segment : request.segments) {
    need(segment.from >= 0 && segment.from < segment.to && segment.from < frames,
         "a segment lies outside the song");
  }
  need(request.state.empty() ||
           request.state.size() == latents * static_cast<std::size_t>(request.variations),
       "the state to resume from doesn't fit");
  need(request.first_update >= 0 && request.first_update < request.steps,
       "the update to resume at doesn't exist");
}

// 1 for frames to make, 0 for frames to keep: [frames, 1].
at::Tensor mask_of(const SampleRequest& request) {
  at::Tensor mask =
      request.segments.empty() ? at::ones({request.frames, 1}) : at::zeros({request.frames, 1});
  for (const Segment& segment : request.segments) {
    const std::int64_t to = std::min(segment.to, request.frames);
    mask.narrow(0, segment.from, to - segment.from).fill_(1);
  }
  return mask;
}

// Whether the flow is evaluated for the update of this number, counted from where sampling began.
bool is_evaluated(const SampleRequest& request, int update) {
  const int every = request.updates_per_evaluation;
  return every == 1 || update < 2 || (update - 1) % every == 0;
}

int evaluations_of(const SampleRequest& request) {
  int evaluations = 0;
  for (int update = 0; update < request.steps - 1 - request.first_update; ++update) {
    if (is_evaluated(request, update)) evaluations += request.solver == Solver::heun ? 2 : 1;
  }
  return evaluations;
}

// The velocity of all variations, with guidance as one batch: conditioned items first.
class Flow {
 public:
  Flow(Dit& dit, const SampleRequest& request, const at::Tensor& kept, std::stop_token stop,
       const SamplePulse& pulse)
      : dit_(dit),
        request_(request),
        stop_(std::move(stop)),
        pulse_(pulse),
        blocks_(static_cast<double>(evaluations_of(request) * dit.config().depth)) {
    const std::int64_t items = request.variations;
    const bool guided = std::abs(request.guidance) >= kNoGuidance;
    const at::Tensor tokens = at::from_blob(const_cast<std::int64_t*>(request.tokens.data()),
                                            {1, request.frames}, at::kLong);
    const at::Tensor style = tensor(request.style, {1, kStyleSize}).expand({items, -1});
    const at::Tensor negative = tensor(request.negative_style, {1, kStyleSize}).expand({items, -1});
    const at::Tensor cond = kept.unsqueeze(0).expand({items, -1, -1});
    DitInputs inputs;
    inputs.tokens = guided ? at::cat({tokens, at::zeros_like(tokens)}) : tokens.clone();
    inputs.texts.assign(static_cast<std::size_t>(items), 0);
    if (guided) inputs.texts.insert(inputs.texts.end(), static_cast<std::size_t>(items), 1);
    inputs.cond = guided ? at::cat({cond, at::zeros_like(cond)}) : cond;
    inputs.style = guided ? at::cat({style, negative}) : style;
    const auto all = static_cast<std::int64_t>(inputs.texts.size());
    inputs.start = at::full({all}, request.start);
    inputs.duration = at::full({all}, request.duration);
    both_ = dit.prepare(inputs);
    alone_ = guided ? both_.first(items) : both_;
    guided_ = guided;
  }

  at::Tensor operator()(const at::Tensor& x, const at::Tensor& time) {
    const auto stop = [this] {
      ++blocks_done_;
      if (pulse_) pulse_(std::min(blocks_done_ / blocks_, 1.0));
      return stop_.stop_requested();
    };
    const float t = time.item<float>();
    if (!guided_ || t < request_.guide_from || t > request_.guide_to) {
      return dit_.velocity(alone_, x, time.view({1}), stop);
    }
    const at::Tensor both = dit_.velocity(both_, at::cat({x, x}), time.view({1}), stop);
    const auto parts = both.chunk(2);
    return parts[0] + (parts[0] - parts[1]) * request_.guidance;
  }

 private:
  Dit& dit_;
  const SampleRequest& request_;
  std::stop_token stop_;
  const SamplePulse& pulse_;
  double blocks_;  // of all evaluations
  double blocks_done_ = 0;
  Dit::Song both_;
  Dit::Song alone_;
  bool guided_ = false;
};

// One update after the other, in place.
class Stepper {
 public:
  Stepper(const SampleRequest& request, Flow& flow) : request_(request), flow_(flow) {}

  void advance(at::Tensor& x, const at::Tensor& from, const at::Tensor& to) {
    const at::Tensor dt = to - from;
    const at::Tensor v = velocity(x, from);
    if (request_.solver == Solver::heun) {
      x.add_((v + flow_(x + v * dt, to)) * (dt / 2));
    } else {
      x.add_(v * dt);
    }
    ++updates_;
  }

 private:
  struct Evaluation {
    at::Tensor time;
    at::Tensor velocity;
  };

  at::Tensor velocity(const at::Tensor& x, const at::Tensor& time) {
    if (!is_evaluated(request_, updates_)) {
      const at::Tensor share = (time - last_.time) / (last_.time - before_.time);
      return last_.velocity + (last_.velocity - before_.velocity) * share;
    }
    before_ = last_;
    last_ = {time, flow_(x, time)};
    return last_.velocity;
  }

  const SampleRequest& request_;
  Flow& flow_;
  int updates_ = 0;
  Evaluation last_;
  Evaluation before_;
};

at::Tensor first_state(const SampleRequest& request, std::int64_t channels) {
  const std::int64_t items = request.variations;
  if (!request.state.empty()) return tensor(request.state, {items, request.frames, channels});
  std::vector<at::Tensor> noise;
  for (std::int64_t item = 0; item < items; ++item) {
    noise.push_back(tensor(
        normal_noise(request.seed, static_cast<std::uint64_t>(request.first_variation + item),
                     static_cast<std::size_t>(request.frames * channels)),
        {request.frames, channels}));
  }
  return at::stack(noise);
}

std::span<const float> numbers(const at::Tensor& contiguous) {
  return {contiguous.data_ptr<float>(), static_cast<std::size_t>(contiguous.numel())};
}

}  // namespace

struct Sampler::Parts {
  Dit dit;
};

Sampler::Sampler(const std::filesystem::path& model, const DitConfig& config,
                 const SamplerOptions& options)
    : parts_(std::make_unique<Parts>(
          Parts{Dit(Checkpoint::open(model), config, dit_options(options))})) {
  const auto cores = static_cast<int>(std::thread::hardware_concurrency());
  at::set_num_threads(options.threads > 0 ? options.threads : std::max(1, cores));
}

Sampler::~Sampler() = default;
Sampler::Sampler(Sampler&&) noexcept = default;
Sampler& Sampler::operator=(Sampler&&) noexcept = default;

std::vector<float> Sampler::sample(const SampleRequest& request, const SampleWatch& watch,
                                   std::stop_token stop, const SamplePulse& pulse) {
  const c10::InferenceMode guard;
  const DitConfig& config = parts_->dit.config();
  check(request, config);
  const at::Device device = parts_->dit.options().device;
  const at::Tensor mask = mask_of(request);
  const at::Tensor prompt = request.prompt.empty()
                                ? at::zeros({request.frames, config.mel_dim})
                                : tensor(request.prompt, {request.frames, config.mel_dim});

  Flow flow(parts_->dit, request, prompt * (1 - mask), stop, pulse);
  Stepper stepper(request, flow);
  at::Tensor x = first_state(request, config.mel_dim).to(device);
  const at::Tensor times = at::linspace(0, 1, request.steps);
  const int total = request.steps - 1;
  for (int i = request.first_update; i < total; ++i) {
    if (stop.stop_requested()) throw NeuralError(Fault::cancelled, "the generation was cancelled");
    stepper.advance(x, times[i], times[i + 1]);
    if (watch) watch(i + 1, total, numbers(x.to(at::kCPU).contiguous()));
  }
  const at::Tensor result = at::where(mask.to(at::kBool), x.to(at::kCPU), prompt).contiguous();
  const auto values = numbers(result);
  return {values.begin(), values.end()};
}

std::int64_t sampling_memory(const DitConfig& config, std::int64_t frames, int variations,
                             const SamplerOptions& options) {
  const std::int64_t number = options.precision == Precision::fp32   ? 4
                              : options.precision == Precision::int8 ? 1
                                                                     : 2;
  const std::int64_t rows = 2 * std::int64_t{variations} * frames;  // with guidance
  const std::int64_t hidden = std::min(rows, kRowsAtOnce) * config.dim * config.ff_mult;
  const std::int64_t wide = config.dim * config.dim * config.ff_mult;
  // Widened on the way: the largest two matrices of a block. Otherwise all of them.
  const bool widened = options.device == Device::cpu && options.precision != Precision::int8;
  const std::int64_t matrices =
      (widened ? 3 * wide : config.depth * (3 * wide + 4 * config.dim * config.dim)) * number;
  const std::int64_t residual = 2 * rows * config.dim * 4;  // x and its constant part
  const std::int64_t between =  // what goes into a product and comes out
      (std::max(rows * config.dim, hidden) + std::max(3 * rows * config.dim, 2 * hidden)) * 4;
  const std::int64_t rounded = options.precision == Precision::fp32 ? 0 : between;
  const std::int64_t fixed = std::int64_t{500} << 20;  // libtorch, small weights, the convolutions
  return matrices + residual + between + rounded + fixed;
}

}  // namespace musicgen::diffrhythm
