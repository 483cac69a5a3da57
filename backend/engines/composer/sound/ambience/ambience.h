#pragma once
// Beds of natural sound beside or instead of music: endless, never repeating, the same for the same
// seed. At the usual level a bed has a loudness of -36 LUFS, some 16 dB below the music; vinyl and
// tape have -44, since their crackle and hiss stand out more than a loudness meter says.

#include <cstdint>
#include <string_view>
#include <vector>

#include "engines/composer/brief/brief.h"
#include "engines/composer/sound/voice.h"

namespace musicgen::composer {

// Names of all beds, sorted.
std::vector<std::string_view> ambience_names();

// One bed. Throws InternalError for an unknown name.
std::unique_ptr<Voice> make_bed(std::string_view name, std::uint64_t seed);

// All layers together, each at its level: 0 is silent, 0.5 the usual level, 1 twice as loud to the
// ear.
std::unique_ptr<Voice> make_ambience(const std::vector<Ambience>& layers, std::uint64_t seed);

}  // namespace musicgen::composer
