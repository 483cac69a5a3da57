#pragma once
// Loops of songs whose engine can play them round: there is no seam to look for.

#include "engines/registry.h"
#include "studio/loop.h"

namespace musicgen::studio {

// The engine that made the track and can play it round; null where there is none, or where the
// file is no longer what the engine made.
const engines::Engine* engine_of_round(const Studio& studio, const library::Track& track);

// Plays the track round, twice, into a mastered 32-bit WAV in `scratch`, and says where it loops.
// Throws as Engine::go_round, and InvalidParameter, InvalidLoop as draft_loop.
LoopDraft draft_round(const engines::Engine& engine, const library::Track& track,
                      const LoopRequest& request, const std::filesystem::path& scratch,
                      const ProgressFn& progress, std::stop_token stop);

}  // namespace musicgen::studio
