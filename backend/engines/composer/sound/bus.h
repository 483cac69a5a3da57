#pragma once
// Where all channels meet: the room, the echoes, the compressor that holds the mix together, and
// the end of the song. Everything that the bus does to the sum is linear in it: a gain that is the
// same for all stems, so that the stems still sum to the mix.

#include <vector>

#include "engines/composer/sound/echo.h"
#include "engines/composer/sound/reverb.h"
#include "engines/composer/sound/settings.h"
#include "engines/composer/sound/voice.h"

namespace musicgen::composer {

// A stretch of one stem, in whole blocks.
class StemBuffer {
 public:
  explicit StemBuffer(std::size_t frames) : left_(frames), right_(frames) {}
  Stereo view() { return {left_, right_}; }
  Stereo view(std::size_t frames) { return view().part(0, frames); }

 private:
  std::vector<float> left_;
  std::vector<float> right_;
};

// The gain of a compressor for a signal that it is shown block by block.
class Glue {
 public:
  explicit Glue(const GlueSettings& settings);

  // Writes the gain of each frame of a block.
  void follow(Stereo sum, std::span<float> gain);

 private:
  double threshold_db_, slope_, attack_, release_;
  double power_ = 0;
  double gain_db_ = 0;
};

// Fades in at the very start and out at the very end.
class EndFades {
 public:
  EndFades(Frames song, Frames fade_in, Frames fade_out);
  float at(Frames frame) const;
  bool is_unity(Frames from, Frames to) const;

 private:
  Frames song_, fade_in_, fade_out_;
};

struct Sends {
  double reverb = 0;
  double echo = 0;
};

class Bus {
 public:
  Bus(const MixSettings& settings, double seconds_per_beat, std::vector<Sends> sends);

  // `stems` are the channels in the order of `sends`, then one for the room, which is filled here.
  // Afterwards all have the bus's gain.
  void process(std::vector<Stereo> stems, Frames start);

 private:
  Reverb reverb_;
  Echo echo_;
  Glue glue_;
  std::vector<Sends> sends_;
};

}  // namespace musicgen::composer
