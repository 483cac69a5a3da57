#pragma once
// The Oobleck encoder and decoder as they lie in a model file. Only for .cpp files of this room.

#include <cstdint>
#include <vector>

#include "engines/diffrhythm/checkpoint/checkpoint.h"
#include "engines/diffrhythm/vae/oobleck.h"

namespace musicgen::diffrhythm {

struct Oobleck {
  std::vector<OobleckStage> encoder;  // sound to means and scales
  std::vector<OobleckStage> decoder;  // latents to sound
  std::int64_t audio_channels = 0;
  std::int64_t latent_channels = 0;
  std::int64_t samples_per_latent = 0;
};

// Throws NeuralError(bad_checkpoint), naming every weight that is missing, unknown or of another
// shape.
Oobleck read_vae(const Checkpoint& file, at::Device device);

}  // namespace musicgen::diffrhythm
