#pragma once
#include <filesystem>
#include <span>
#include <stop_token>

#include "base/progress.h"
#include "base/units.h"
#include "engines/diffrhythm/sing/original.h"
#include "engines/diffrhythm/vae/vae.h"

namespace musicgen::diffrhythm {

// Decodes latents piece by piece into a 32-bit float WAV, stereo at 44.1 kHz, of exactly `samples`
// frames: what is more is cut off; where it is less (the last 46 ms of a song that is no whole
// number of latents), the end fades out into silence. `splice`: what stays of a song that is
// edited; null for a new one. Throws NeuralError, Cancelled.
void decode_to_wav(const Vae& vae, std::span<const float> latents, Frames samples,
                   const std::filesystem::path& wav, const ProgressFn& progress,
                   const std::stop_token& stop, const Splice* splice = nullptr);

}  // namespace musicgen::diffrhythm
