#include "engines/composer/sound/instruments.h"

#include "engines/composer/sound/sampled_voice.h"

namespace musicgen::composer {

std::unique_ptr<Voice> make_voice(const VoiceSettings& settings, std::vector<PlayedNote> notes,
                                  const VoiceMaterial& material) {
  return std::make_unique<SampledVoice>(material.players,
                                        SampledOptions{.bank = settings.bank,
                                                       .program = settings.program,
                                                       .vibrato = settings.vibrato,
                                                       .sustained = settings.sustained,
                                                       .cache_bytes = material.cache_bytes},
                                        std::move(notes));
}

}  // namespace musicgen::composer
