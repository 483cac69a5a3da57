#pragma once
// How different two songs sound once their latents are decoded.

#include <span>

#include "engines/diffrhythm/vae/vae.h"

namespace musicgen::bench {

// Log-spectral distance in dB (Gray and Markel, "Distance measures for speech processing", 1976):
// the root mean square difference of two power spectra of 2,048 samples, averaged over the song.
// What lies 80 dB under the loudest counts as silence.
double spectral_distance_db(const diffrhythm::Vae& vae, std::span<const float> latents,
                            std::span<const float> reference);

}  // namespace musicgen::bench
