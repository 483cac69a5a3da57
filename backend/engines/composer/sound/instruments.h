#pragma once
#include "engines/composer/sound/note_player.h"
#include "engines/composer/sound/settings.h"
#include "engines/composer/sound/voice.h"

namespace musicgen::composer {

// What a voice is made of besides its settings and notes.
struct VoiceMaterial {
  NotePlayers& players;
  const Instruments& instruments;
  std::size_t cache_bytes;
  std::uint64_t seed;
  std::string part;
};

// The voice that plays these notes (sorted by start) in the way of `settings`.
// Throws EngineUnavailable for a patch that its synthesiser can't have.
std::unique_ptr<Voice> make_voice(const VoiceSettings& settings, std::vector<PlayedNote> notes,
                                  const VoiceMaterial& material);

}  // namespace musicgen::composer
