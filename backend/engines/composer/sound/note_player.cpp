#include "engines/composer/sound/note_player.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include <fluidsynth.h>

#include "base/error.h"
#include "engines/composer/sound/voice.h"

namespace musicgen::composer {

namespace {

constexpr Frames kStep = 8 * kBlock;               // between looks at the voice and the vibrato
constexpr Frames kLongestRing = 12 * kSampleRate;  // after the key was released
constexpr float kSilence = 1.6e-5f;                // -96 dBFS: quieter ends are cut off
constexpr int kVoices = 32;                        // one note of a layered instrument needs 8
constexpr std::size_t kLastFade = 4 * kBlock;

// FluidSynth reports to standard error by itself; our exceptions say the same. Its table of loggers
// has no lock: once, before any thread uses it.
void silence_log() {
  [[maybe_unused]] static const bool once = [] {
    for (int level = 0; level < LAST_LOG_LEVEL; ++level) {
      fluid_set_log_function(level, nullptr, nullptr);
    }
    return true;
  }();
}

using Settings = std::unique_ptr<fluid_settings_t, decltype(&delete_fluid_settings)>;
using Synthesizer = std::unique_ptr<fluid_synth_t, decltype(&delete_fluid_synth)>;

Settings make_settings() {
  Settings settings(new_fluid_settings(), &delete_fluid_settings);
  if (!settings) throw OutOfMemory("There is not enough memory for FluidSynth.");
  fluid_settings_setnum(settings.get(), "synth.sample-rate", kSampleRate);
  fluid_settings_setnum(settings.get(), "synth.gain", 1.0);
  // Reading only the samples that are played makes a 148 MB font ready in 20 ms.
  fluid_settings_setint(settings.get(), "synth.dynamic-sample-loading", 1);
  fluid_settings_setint(settings.get(), "synth.lock-memory", 0);
  fluid_settings_setint(settings.get(), "synth.polyphony", kVoices);
  fluid_settings_setint(settings.get(), "synth.reverb.active", 0);
  fluid_settings_setint(settings.get(), "synth.chorus.active", 0);
  fluid_settings_setint(settings.get(), "synth.threadsafe-api", 0);
  return settings;
}

// A copy that ends where the recording can't be heard any more, with a short fade.
Recording trimmed(const Recording& tape) {
  std::size_t end = tape.left.size();
  while (end > 0 && std::abs(tape.left[end - 1]) < kSilence &&
         std::abs(tape.right[end - 1]) < kSilence) {
    --end;
  }
  const auto length = static_cast<std::ptrdiff_t>(end);
  Recording note{.left = {tape.left.begin(), tape.left.begin() + length},
                 .right = {tape.right.begin(), tape.right.begin() + length}};
  const std::size_t fade = std::min(kLastFade, end);
  for (std::size_t i = 0; i < fade; ++i) {
    const float gain = static_cast<float>(i) / static_cast<float>(fade);
    note.left[end - 1 - i] *= gain;
    note.right[end - 1 - i] *= gain;
  }
  return note;
}

}  // namespace

struct NotePlayer::Synth {
  Settings settings = make_settings();
  Synthesizer synth{new_fluid_synth(settings.get()), &delete_fluid_synth};
  int font = -1;
  Recording tape;
  std::set<std::pair<int, int>> pinned;  // bank and program whose samples are in memory

  // Fonts differ in their variations and kits; what one lacks is played by its plainer relative.
  void select(int bank, int program) {
    if (try_select(bank, program)) return;
    if (bank == 128 ? try_select(128, 0) : try_select(0, program)) return;
    throw EngineUnavailable("The sound font has no instrument for bank " + std::to_string(bank) +
                            ", program " + std::to_string(program) + ".")
        .advise("Install a complete one: apt install fluid-soundfont-gm");
  }

  bool try_select(int bank, int program) {
    if (fluid_synth_program_select(synth.get(), 0, font, bank, program) != FLUID_OK) return false;
    // Pinned presets keep their samples when another one is selected.
    if (pinned.insert({bank, program}).second) {
      fluid_synth_pin_preset(synth.get(), font, bank, program);
    }
    return true;
  }

  // Ends all voices and lets the synthesiser forget them, so that a recording does not depend on
  // what was played before it.
  void silence() {
    fluid_synth_all_sounds_off(synth.get(), -1);
    Recording forgotten;
    write(forgotten, 2 * kBlock);
  }

  // FluidSynth glides from the amplitude that a voice had in its last note to that of the next, so
  // a note sounds a hair differently after each other note. Striking the same note unheard before
  // makes it always start from its own.
  void strike(int pitch, int velocity) {
    fluid_synth_noteon(synth.get(), 0, pitch, velocity);
    Recording forgotten;
    write(forgotten, kBlock);
    silence();
    fluid_synth_noteon(synth.get(), 0, pitch, velocity);
  }

  void write(Recording& out, Frames count) {
    const std::size_t from = out.left.size();
    out.left.resize(from + static_cast<std::size_t>(count));
    out.right.resize(from + static_cast<std::size_t>(count));
    fluid_synth_write_float(synth.get(), static_cast<int>(count), out.left.data() + from, 0, 1,
                            out.right.data() + from, 0, 1);
  }
};

NotePlayer::NotePlayer(const std::filesystem::path& sound_font) {
  silence_log();
  synth_ = std::make_unique<Synth>();
  if (!synth_->synth) throw OutOfMemory("There is not enough memory for FluidSynth.");
  fluid_synth_set_interp_method(synth_->synth.get(), -1, FLUID_INTERP_4THORDER);
  synth_->font = fluid_synth_sfload(synth_->synth.get(), sound_font.c_str(), 0);
  if (synth_->font == FLUID_FAILED) {
    throw EngineUnavailable("The sound font " + sound_font.filename().string() + " can't be read.")
        .advise("apt install fluid-soundfont-gm");
  }
}

NotePlayer::~NotePlayer() = default;

Recording NotePlayer::play(const NoteShape& shape) {
  fluid_synth_t* synth = synth_->synth.get();
  synth_->select(shape.bank, shape.program);
  fluid_synth_cc(synth, 0, 1, 0);
  // No two strokes of a drummer are quite the same.
  constexpr std::array<float, 3> kCents = {0, 9, -8};
  fluid_synth_set_gen(synth, 0, GEN_FINETUNE, kCents.at(static_cast<std::size_t>(shape.variant)));
  synth_->strike(shape.pitch, shape.velocity);

  // One tape for all notes: buffers that grow and shrink with each would leave the heap in pieces.
  Recording& tape = synth_->tape;
  tape.left.clear();
  tape.right.clear();
  const Frames held = (shape.length + Frames{kBlock} - 1) / Frames{kBlock} * Frames{kBlock};
  for (Frames at = 0; at < held; at += kStep) {
    if (fluid_synth_get_active_voice_count(synth) == 0) break;
    if (shape.vibrato > 0) {
      // A player lets the tone settle for a moment before the vibrato grows.
      const double seconds = static_cast<double>(at) / kSampleRate;
      const double depth = std::clamp((seconds - 0.25) / 0.5, 0.0, 1.0) * shape.vibrato;
      fluid_synth_cc(synth, 0, 1, static_cast<int>(std::lround(depth * 127)));
    }
    synth_->write(tape, std::min(kStep, held - at));
  }
  fluid_synth_noteoff(synth, 0, shape.pitch);
  for (Frames rung = 0; rung < kLongestRing; rung += kStep) {
    if (fluid_synth_get_active_voice_count(synth) == 0) break;
    synth_->write(tape, kStep);
  }
  synth_->silence();
  return trimmed(tape);
}

NotePlayers::NotePlayers(std::filesystem::path sound_font) : sound_font_(std::move(sound_font)) {
  idle_.push_back(std::make_unique<NotePlayer>(sound_font_));
}

Recording NotePlayers::play(const NoteShape& shape) {
  std::unique_ptr<NotePlayer> player;
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      player = std::move(idle_.back());
      idle_.pop_back();
    }
  }
  if (!player) player = std::make_unique<NotePlayer>(sound_font_);
  Recording note = player->play(shape);
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(player));
  return note;
}

}  // namespace musicgen::composer
