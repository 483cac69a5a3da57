#pragma once
// Sound to the 512 numbers that DiffRhythm takes for a style: the audio half of MuQ-MuLan. MuQ, a
// transformer on top, the mean over time, a projection, and length 1.
//
// Written from the published architecture and code; no reference result was at hand to prove it
// equal to the official one (docs/models.md).

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engines/diffrhythm/checkpoint/checkpoint.h"
#include "engines/diffrhythm/style/mulan_config.h"

namespace musicgen::diffrhythm {

class AudioTower {
 public:
  // weights: as for TextTower. Throws NeuralError(bad_checkpoint), naming every weight of the audio
  // half that is missing, unknown or of another shape.
  AudioTower(const Checkpoint& weights, const MulanConfig& config, const MuqConfig& muq = {},
             const std::string& device = "cpu");
  ~AudioTower();
  AudioTower(AudioTower&&) noexcept;
  AudioTower& operator=(AudioTower&&) noexcept;

  // mono: at the model's sample rate (24 kHz). Longer sound than a clip (10 s) is cut into clips,
  // the last one filled up from the beginning, and the mean of their results is given, as the
  // official code does. DiffRhythm uses one clip (style_excerpt_start). Throws
  // NeuralError(bad_input) for less than a tenth of a second and for samples that aren't finite.
  std::vector<float> embed(std::span<const float> mono) const;

 private:
  struct Network;
  std::unique_ptr<const Network> network_;
};

}  // namespace musicgen::diffrhythm
