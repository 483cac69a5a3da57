#include "engines/composer/composer.h"

#include <thread>

#include "base/files.h"
#include "engines/composer/brief/brief.h"
#include "engines/composer/evolve.h"
#include "engines/composer/round.h"
#include "engines/composer/score/score.h"
#include "engines/composer/sound/sound.h"

namespace musicgen::composer {
namespace {

// Raise it whenever the same seed may give other samples.
constexpr std::string_view kVersion = "1";

class Composer final : public engines::Engine {
 public:
  explicit Composer(std::filesystem::path sound_font) : sound_font_(std::move(sound_font)) {}

  engines::EngineInfo info() const override {
    engines::EngineInfo info;
    info.name = "composer";
    info.about = "Writes a score and plays it on sampled instruments; needs no download.";
    info.version = kVersion;
    info.license = "Apache-2.0";
    info.abilities = {"instrumental", "stems", "midi", "brief", "loop", "evolve"};
    info.durations = {.min = 5, .max = 3600};
    info.parameters = parameter_schemas();
    // Measured by bench/compose on two cores; mixing and mastering included.
    info.estimate = {.seconds_per_minute = 4.0 / std::max(1u, std::thread::hardware_concurrency()),
                     .memory_bytes = 400 << 20};
    try {
      info.bytes =
          static_cast<std::int64_t>(std::filesystem::file_size(find_sound_font(sound_font_)));
      info.installed = true;
    } catch (const Error& error) {
      info.install_hint = error.hint();
    }
    return info;
  }

  Seconds usual_duration(const std::string& prompt) const override {
    return engines::held_within(info().durations, duration_in(prompt).value_or(Seconds(180)));
  }

  Json understand(const engines::Request& request) const override {
    return to_json(composer::understand(request));
  }

  engines::Song generate(const engines::Request& request, const std::filesystem::path& scratch,
                         const ProgressFn& progress, std::stop_token stop) const override {
    progress(0.0, "reading the prompt");
    const Brief brief = composer::understand(request);
    progress(0.01, "writing the score");
    const Score score = write_score(brief);
    throw_if_stopped(stop);

    const RenderOptions options{.sound_font = sound_font_, .stems = request.stems};
    Rendering rendering =
        render(score, brief, options, scratch, part_of(progress, 0.03, 1.0), stop);

    engines::Song song;
    song.mix = std::move(rendering.mix);
    song.frames = rendering.frames;
    song.stems = std::move(rendering.stems);
    if (request.midi) {
      song.midi = scratch / "score.mid";
      write_text_file(*song.midi, to_midi(score));
    }
    song.brief = to_json(brief);
    song.score = to_json(score);
    const double bar_seconds = score.meter.quarters() * score.seconds_per_beat();
    for (const Section& section : score.sections) {
      song.sections.push_back({section.name, section.first_bar * bar_seconds});
    }
    song.title = brief.title;
    song.genre = brief.genre_label;
    song.mood = brief.mood;
    song.bpm = score.bpm;
    song.key = name_of(score.key);
    return song;
  }

  void evolve(const engines::Evolution& wanted, audio::Sink& out, const ProgressFn& progress,
              std::stop_token stop) const override {
    play_evolution(wanted, sound_font_, out, progress, std::move(stop));
  }

  engines::Turn go_round(const engines::Round& wanted, audio::Sink& out, const ProgressFn& progress,
                         std::stop_token stop) const override {
    return play_round(wanted, sound_font_, out, progress, std::move(stop));
  }

 private:
  std::filesystem::path sound_font_;
};

}  // namespace

std::unique_ptr<engines::Engine> make_composer(const std::filesystem::path& sound_font) {
  return std::make_unique<Composer>(sound_font);
}

}  // namespace musicgen::composer
