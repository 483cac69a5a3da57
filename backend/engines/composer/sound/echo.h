#pragma once
#include <vector>

#include "engines/composer/sound/filters.h"
#include "engines/composer/sound/settings.h"
#include "engines/composer/sound/voice.h"

namespace musicgen::composer {

// Echoes in time with the music that bounce between the sides, each turn darker and thinner.
class Echo {
 public:
  Echo(const EchoSettings& settings, double seconds_per_beat);

  // Adds the echoes of `in` to `out`; whole blocks.
  void add_to(Stereo out, Stereo in);

 private:
  std::vector<float> left_;
  std::vector<float> right_;
  std::size_t at_ = 0;
  float feedback_;
  OnePole damp_left_, damp_right_;
  OnePole cut_left_, cut_right_;
};

}  // namespace musicgen::composer
