#include "engines/composer/sound/instruments.h"

#include "base/error.h"
#include "engines/composer/sound/sampled_voice.h"
#include "engines/composer/sound/synths/chip.h"
#include "engines/composer/sound/synths/sub_bass.h"
#include "engines/composer/sound/synths/synth.h"

namespace musicgen::composer {

namespace {

template <class Patch>
Patch patch_of(const VoiceSettings& settings) {
  try {
    return from_json<Patch>(settings.patch);
  } catch (const InvalidParameter& error) {
    throw EngineUnavailable("The composer's voices.toml can't be used: " + error.detail())
        .advise("Mend the file, or install the program again.");
  }
}

const DrumKit& kit_of(const VoiceSettings& settings, const Instruments& instruments) {
  const auto found = instruments.kits.find(settings.kit);
  if (found != instruments.kits.end()) return found->second;
  throw EngineUnavailable("The composer's drum_kits.toml has no kit \"" + settings.kit + "\".")
      .advise("Mend the file, or install the program again.");
}

// Drums that the machine lacks come from the sound font.
NoteSource drum_machine(const DrumKit& kit, NotePlayers& players) {
  return [&kit, &players](const NoteShape& shape) {
    double tune = 1;
    const auto drum = kit.find(std::string(drum_of_key(shape.pitch, tune)));
    return drum == kit.end() ? players.play(shape) : strike(drum->second, tune, shape);
  };
}

NoteSource source_of(const VoiceSettings& settings, const VoiceMaterial& material) {
  switch (settings.kind) {
    case VoiceKind::chip:
      return [patch = patch_of<ChipPatch>(settings)](const NoteShape& shape) {
        return play_chip(patch, shape);
      };
    case VoiceKind::chip_drums:
      return play_chip_drum;
    case VoiceKind::drum_machine:
      return drum_machine(kit_of(settings, material.instruments), material.players);
    default:
      return [&players = material.players](const NoteShape& shape) { return players.play(shape); };
  }
}

}  // namespace

std::unique_ptr<Voice> make_voice(const VoiceSettings& settings, std::vector<PlayedNote> notes,
                                  const VoiceMaterial& material) {
  if (settings.kind == VoiceKind::synth) {
    return std::make_unique<Synth>(patch_of<SynthPatch>(settings), std::move(notes), material.seed,
                                   material.part);
  }
  if (settings.kind == VoiceKind::sub_bass) {
    return std::make_unique<SubBass>(patch_of<SubBassPatch>(settings), std::move(notes));
  }
  const bool machine =
      settings.kind == VoiceKind::drum_machine || settings.kind == VoiceKind::chip_drums;
  SampledOptions options{.shape = {},
                         .drums = machine || settings.bank == 128,
                         .sustained = settings.sustained,
                         .cache_bytes = material.cache_bytes};
  options.shape.bank = machine ? 128 : settings.bank;
  options.shape.program = settings.program;
  options.shape.vibrato = settings.vibrato;
  return std::make_unique<SampledVoice>(source_of(settings, material), options, std::move(notes));
}

}  // namespace musicgen::composer
