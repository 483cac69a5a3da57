#include "engines/diffrhythm/sing/torch_singer.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include <ATen/Parallel.h>
#include <fmt/format.h>

#include "base/log.h"
#include "engines/diffrhythm/sing/decode.h"
#include "engines/diffrhythm/sing/errors.h"
#include "engines/diffrhythm/sing/loaded_model.h"

namespace musicgen::diffrhythm {
namespace {

// Shares of the whole work, for the progress bar.
constexpr double kLoaded = 0.01;
constexpr double kStyled = 0.02;
constexpr double kHeard = 0.12;  // of an edit
constexpr double kSampled = 0.85;

class TorchSinger final : public Singer {
 public:
  explicit TorchSinger(Seconds idle) : idle_(idle) {
    at::set_num_threads(static_cast<int>(std::max(1u, std::thread::hardware_concurrency())));
    sweeper_ = std::jthread([this](const std::stop_token& end) { let_go_when_idle(end); });
  }

  void sing(const SingingPlan& plan, const models::ModelFiles& files,
            const std::filesystem::path& wav, const ProgressFn& progress,
            const std::stop_token& stop) override {
    const std::lock_guard busy(mutex_);
    const Rest rest_afterwards(*this);
    try {
      translated([&] { sing_with(loaded(plan, files, progress), plan, wav, progress, stop); });
    } catch (const OutOfMemory&) {
      model_.reset();
      throw;
    }
  }

 private:
  using Clock = std::chrono::steady_clock;

  // Begins the time without a song, however the last one ended.
  struct Rest {
    explicit Rest(TorchSinger& singer) : singer_(singer) {}
    ~Rest() {
      singer_.rested_since_ = Clock::now();
      singer_.rested_.notify_all();
    }
    TorchSinger& singer_;
  };

  LoadedModel& loaded(const SingingPlan& plan, const models::ModelFiles& files,
                      const ProgressFn& progress) {
    if (model_ && model_->fits(plan, files)) {
      model_->require_memory_for(plan);
      return *model_;
    }
    progress(0, "loading the model");
    model_.reset();
    model_ = std::make_unique<LoadedModel>(plan, files);
    return *model_;
  }

  static void sing_with(LoadedModel& model, const SingingPlan& plan,
                        const std::filesystem::path& wav, const ProgressFn& progress,
                        const std::stop_token& stop) {
    progress(kLoaded, "reading the style");
    SampleRequest request{.frames = plan.frames,
                          .tokens = plan.tokens,
                          .style = model.style(plan),
                          .negative_style = model.negative_style(plan),
                          .duration = plan.duration_share,
                          .seed = plan.seed,
                          .steps = plan.steps,
                          .guidance = static_cast<float>(plan.guidance)};
    if (plan.fast) take_fast_way(request);
    throw_if_stopped(stop);
    std::optional<Original> original;
    std::optional<Splice> splice;
    if (plan.edit) {
      original.emplace(plan.edit->sound, plan.frames);
      splice.emplace(*original, plan.edit->made, plan.samples);
      request.prompt =
          original->latents(model.vae(), plan.seed, part_of(progress, kStyled, kHeard), stop);
      for (const FrameSpan& span : plan.edit->made)
        request.segments.push_back({span.from, span.to});
    }

    const ProgressFn sampling = part_of(progress, plan.edit ? kHeard : kStyled, kSampled);
    sampling(0, "singing");
    double sung = 0;
    std::string stage = "singing";
    const auto watch = [&](int done, int total, std::span<const float>) {
      stage = fmt::format("singing, step {} of {}", done, total);
      sampling(sung, stage);
    };
    const auto pulse = [&](double share) { sampling(sung = share, stage); };
    const std::vector<float> latents = model.sampler().sample(request, watch, stop, pulse);
    decode_to_wav(model.vae(), latents, plan.samples, wav, part_of(progress, kSampled, 1), stop,
                  splice ? &*splice : nullptr);
  }

  void let_go_when_idle(const std::stop_token& end) {
    std::unique_lock lock(mutex_);
    while (!end.stop_requested()) {
      rested_.wait(lock, end, [&] { return model_ != nullptr; });
      if (end.stop_requested()) return;
      const auto since = rested_since_;
      const auto until = since + std::chrono::duration_cast<Clock::duration>(idle_);
      rested_.wait_until(lock, end, until, [&] { return rested_since_ != since; });
      if (rested_since_ != since || Clock::now() < until || model_ == nullptr) continue;
      model_.reset();
      log::info("let the model go after {:g} s without a song", idle_.count());
    }
  }

  const Seconds idle_;
  std::mutex mutex_;  // held while a song is made
  std::condition_variable_any rested_;
  std::unique_ptr<LoadedModel> model_;
  Clock::time_point rested_since_ = Clock::now();
  std::jthread sweeper_;
};

}  // namespace

std::unique_ptr<Singer> make_torch_singer(Seconds idle) {
  return std::make_unique<TorchSinger>(idle);
}

}  // namespace musicgen::diffrhythm
