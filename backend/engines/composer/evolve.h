#pragma once
// Endless variation: new music in the brief of a song, for as long as is wanted. Movements as long
// as the song, each a score of its own for the same band, follow each other on the bar; what rings
// on from one sounds into the next, and the ambience runs through all of them.

#include <filesystem>
#include <stop_token>
#include <vector>

#include "engines/composer/brief/brief.h"
#include "engines/composer/score/score.h"
#include "engines/engine.h"

namespace musicgen::composer {

// A movement and where it stands in the piece.
struct PlannedMovement {
  Movement movement;
  std::uint64_t seed = 0;  // of its music
  Seconds start{0};
};

// The movements that fill a duration: of 16 bars or more, as long as the song (one to four
// minutes), the last up to half as long again. `bpm` is the song's.
std::vector<PlannedMovement> plan_movements(const Brief& song, double bpm,
                                            const engines::Evolution& wanted);

// Engine::evolve of the composer.
void play_evolution(const engines::Evolution& wanted, const std::filesystem::path& sound_font,
                    audio::Sink& out, const ProgressFn& progress, std::stop_token stop);

}  // namespace musicgen::composer
