#pragma once
// A song that goes round for ever: without its outro, from its last bar back to its first, whose
// sound has what rings on from the end in it.

#include <filesystem>
#include <stop_token>

#include "audio/stream.h"
#include "engines/engine.h"

namespace musicgen::composer {

// Engine::go_round of the composer.
engines::Turn play_round(const engines::Round& wanted, const std::filesystem::path& sound_font,
                         audio::Sink& out, const ProgressFn& progress, std::stop_token stop);

}  // namespace musicgen::composer
