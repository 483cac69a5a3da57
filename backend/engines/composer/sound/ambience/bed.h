#pragma once
#include <vector>

#include "engines/composer/random.h"
#include "engines/composer/sound/filters.h"
#include "engines/composer/sound/noise.h"
#include "engines/composer/sound/voice.h"

namespace musicgen::composer {

// A bed that is made block by block.
class Bed : public Voice {
 public:
  void add_to(Stereo out, Frames) final {
    for (std::size_t at = 0; at < out.size(); at += kBlock) add_block(out.part(at, kBlock));
  }

 private:
  virtual void add_block(Stereo out) = 0;
};

// Short decaying tones: drops, bubbles, crackles, chirps.
class Grains {
 public:
  struct Grain {
    double hz = 1000;
    double sweep = 0;       // Hz a second
    double decay_s = 0.01;  // to 1/e
    double attack_s = 0;    // grows until then
    double level = 0.1;
    double pan = 0;  // -1 to 1
  };

  // Starts a grain inside the next block; the oldest is given up where too many sound at once.
  void add(const Grain& grain, std::size_t frame);
  void add_to(Stereo out);

 private:
  struct Sounding {
    double hz, sweep;
    float cosine, sine;  // of the phase, times the level
    float decay;         // a frame
    float rise, risen;   // a frame; from 0 to 1
    float left, right;
    std::size_t frame;  // where it begins in the next block
  };

  std::vector<Sounding> sounding_;
};

// Gains of a place between the loudspeakers, with constant power.
struct Pan {
  float left, right;
};
inline Pan pan_at(double place) {
  const double angle = (place + 1) * std::numbers::pi / 4;
  return {static_cast<float>(std::cos(angle)), static_cast<float>(std::sin(angle))};
}

}  // namespace musicgen::composer
