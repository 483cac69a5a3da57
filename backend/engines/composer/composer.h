#pragma once
// The engine that writes and plays music itself: brief -> score -> sound. It needs a sound font and
// nothing else, so it works everywhere at once.

#include <filesystem>
#include <memory>

#include "engines/engine.h"

namespace musicgen::composer {

// `sound_font` empty: the best one installed, looked for when a song is made.
std::unique_ptr<engines::Engine> make_composer(const std::filesystem::path& sound_font);

}  // namespace musicgen::composer
