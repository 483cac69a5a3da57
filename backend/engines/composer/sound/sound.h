#pragma once
// From the score to sound: each part played by FluidSynth or by a synthesiser of our own, ambience
// beds, mixing, space and colour. 44.1 kHz stereo.

#include <filesystem>
#include <stop_token>
#include <vector>

#include "base/progress.h"
#include "engines/composer/score/score.h"
#include "engines/engine.h"

namespace musicgen::composer {

struct RenderOptions {
  std::filesystem::path sound_font;  // empty: `find_sound_font()`
  bool stems = false;
  int threads = 0;  // 0: as many as the machine has cores
};

struct Rendering {
  std::filesystem::path mix;         // 32-bit float WAV in the scratch folder
  std::vector<engines::Stem> stems;  // sum to the mix sample by sample (within 1e-5)
  Frames frames = 0;
};

// Plays the score into files inside `scratch`: exactly frames_of(score.duration, 44100) frames,
// starting within 50 ms and ending in silence without a click. The same input gives the same
// samples, whatever the number of threads. Memory does not grow with the length.
// Throws EngineUnavailable without a sound font, Cancelled.
Rendering render(const Score& score, const Brief& brief, const RenderOptions& options,
                 const std::filesystem::path& scratch, const ProgressFn& progress,
                 std::stop_token stop);

// The best General MIDI sound font on this machine: `preferred` where it is given, otherwise the
// usual places in our order of preference. Throws EngineUnavailable that names the Debian package.
std::filesystem::path find_sound_font(const std::filesystem::path& preferred = {});

// The first of these files that is there. Throws as `find_sound_font`.
std::filesystem::path first_sound_font(const std::vector<std::filesystem::path>& places);

}  // namespace musicgen::composer
