#include "engines/diffrhythm/engine/engine.h"

#include <mutex>
#include <thread>

#include <fmt/format.h>

#include "base/config.h"
#include "engines/diffrhythm/engine/audio_weights.h"
#include "engines/diffrhythm/engine/neural_program.h"
#include "engines/diffrhythm/engine/parameters.h"
#include "engines/diffrhythm/engine/plan.h"
#include "engines/diffrhythm/engine/tokens.h"
#include "engines/diffrhythm/lyrics/espeak/espeak.h"
#include "engines/diffrhythm/lyrics/layout.h"

namespace musicgen::diffrhythm {
namespace fs = std::filesystem;
namespace {

// Raise it whenever the same seed may give other samples.
constexpr std::string_view kVersion = "1";

// Of one core's work for a minute of music: 62 evaluations of 5.1 TFLOP (95 s) or 18.5 TFLOP (285
// s) at the 73 GFLOPS that docs/performance.md measured for a core, and the decoder.
constexpr double kCoreSecondsShort = 3500;
constexpr double kCoreSecondsLong = 4100;

// What stays in memory beside the mapped weights; sing/memory.h estimates a single song.
constexpr std::int64_t kMemoryShort = std::int64_t{1400} << 20;
constexpr std::int64_t kMemoryLong = std::int64_t{2600} << 20;

// The phones and dictionaries, read when lyrics first need them and shared by all models.
class SharedTokenizer {
 public:
  const lyrics::Tokenizer& get() {
    const std::lock_guard lock(opening_);
    if (!tokenizer_) {
      tokenizer_ =
          std::make_unique<lyrics::Tokenizer>(resource_folder() / "lyrics", lyrics::open_speaker);
    }
    return *tokenizer_;
  }

 private:
  std::mutex opening_;
  std::unique_ptr<const lyrics::Tokenizer> tokenizer_;
};

// What all models have in common.
struct Shared {
  SharedTokenizer tokenizer;
  AudioWeights audio_weights;
};

class DiffRhythm final : public engines::Engine {
 public:
  DiffRhythm(const models::Store& store, const models::Model& model, std::shared_ptr<Shared> shared,
             std::shared_ptr<Singer> singer)
      : store_(store),
        model_(model),
        kind_(model.durations.max > lyrics::kShortSongSeconds ? ModelKind::full : ModelKind::base),
        shared_(std::move(shared)),
        singer_(std::move(singer)) {}

  std::string name() const override { return model_.name; }
  bool is_neural() const override { return true; }
  bool runs_here() const override { return singer_ != nullptr; }

  engines::EngineInfo info() const override {
    const models::Catalogue& catalogue = store_.catalogue();
    const double cores = std::max(1u, std::thread::hardware_concurrency());
    const bool longer = kind_ == ModelKind::full;
    engines::EngineInfo info;
    info.name = model_.name;
    info.about = model_.about;
    info.version = kVersion;
    info.installed = store_.is_installed(model_);
    info.bytes = info.installed ? store_.bytes_of(model_) : catalogue.bytes_of(model_);
    info.license = catalogue.license_of(model_);
    info.abilities = model_.abilities;
    if (info.installed && !hears()) std::erase(info.abilities, "reference");
    info.durations = {model_.durations.min, model_.durations.max};
    info.parameters = parameter_schemas();
    info.estimate = {
        .seconds_per_minute = (longer ? kCoreSecondsLong : kCoreSecondsShort) / cores,
        .memory_bytes = (longer ? kMemoryLong : kMemoryShort) + catalogue.bytes_of(model_) / 2};
    if (info.installed && !runs_here()) say_device(info);
    if (!info.installed) info.install_hint = models::install_command(model_);
    info.half_done_bytes = store_.half_done_bytes(model_);
    for (const models::Part* part : catalogue.parts_of(model_)) {
      info.parts.push_back({.name = part->name,
                            .bytes = part->bytes(),
                            .license = part->license,
                            .license_url = part->license_url,
                            .installed = store_.is_installed(*part)});
    }
    return info;
  }

  Json understand(const engines::Request& request) const override {
    SingingPlan wanted = plan(request);
    if (store_.is_installed(model_)) {
      const models::ModelFiles files = store_.files(model_);
      require_style_length(files, wanted.style, "/prompt");
      require_style_length(files, wanted.negative_style, "/negative_prompt");
    }
    return std::move(wanted.brief);
  }

  // Throws ModelNotFound, EngineUnavailable.
  void require_ready() const override {
    store_.files(model_);
    if (runs_here() || find_neural_program()) return;
    throw EngineUnavailable(
        fmt::format("{} is installed, but the program musicgen-neural, which runs it, is missing.",
                    model_.name))
        .advise(
            "Build it with ./scripts/build.sh --neural, or put it beside the program musicgen.");
  }

  engines::Song generate(const engines::Request& request, const fs::path& scratch,
                         const ProgressFn& progress, std::stop_token stop) const override {
    if (!runs_here()) {
      throw EngineUnavailable(fmt::format("{} is run by the program musicgen-neural.", model_.name))
          .advise("Ask `musicgen serve` or `musicgen generate` for the song; both start it.");
    }
    const models::ModelFiles files = store_.files(model_);
    progress(0, "reading the lyrics");
    SingingPlan wanted = plan(request);
    engines::Song song;
    song.mix = scratch / "mix.wav";
    singer_->sing(wanted, files, song.mix, progress, stop);
    song.frames = wanted.samples;
    song.brief = std::move(wanted.brief);
    song.sections = std::move(wanted.sections);
    song.title = std::move(wanted.title);
    song.genre = std::move(wanted.genre);
    song.mood = std::move(wanted.mood);
    return song;
  }

 private:
  SingingPlan plan(const engines::Request& request) const {
    return plan_song(model_.name, kind_, request, shared_->tokenizer.get());
  }

  // What "auto" means for songs that the other program makes here.
  static void say_device(engines::EngineInfo& info) {
    const std::optional<NeuralFacts> facts = neural_facts();
    if (!facts) return;
    info.device = facts->chosen;
    for (const NeuralDevice& device : facts->devices) {
      if (device.name == facts->chosen) info.precision = device.precisions.at(0);
    }
  }

  // Whether the installed style model can follow a song.
  bool hears() const { return shared_->audio_weights.are_in(store_.files(model_).path("mulan")); }

  const models::Store& store_;
  const models::Model& model_;
  ModelKind kind_;
  std::shared_ptr<Shared> shared_;
  std::shared_ptr<Singer> singer_;
};

}  // namespace

std::vector<std::unique_ptr<engines::Engine>> make_engines(const models::Store& store,
                                                           std::shared_ptr<Singer> singer) {
  const auto shared = std::make_shared<Shared>();
  std::vector<std::unique_ptr<engines::Engine>> engines;
  for (const models::Model& model : store.catalogue().models()) {
    engines.push_back(std::make_unique<DiffRhythm>(store, model, shared, singer));
  }
  return engines;
}

}  // namespace musicgen::diffrhythm
