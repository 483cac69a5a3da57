#pragma once
// The ambience under a piece of several movements: one stream that runs through all of them.

#include <memory>
#include <span>
#include <vector>

#include "engines/composer/sound/bus.h"
#include "engines/composer/sound/voice.h"

namespace musicgen::composer {

class Bed {
 public:
  // `voice` may be null: silence.
  Bed(std::unique_ptr<Voice> voice, const EndFades& fades)
      : voice_(std::move(voice)), fades_(fades) {}

  // Makes what plays at `end` the same as what played at `start`: over the `fade` frames before
  // `end` the sound before `start` takes over, at equal power. Before anything is added.
  void come_round(Frames start, Frames end, Frames fade);

  // Adds the frames from `position` on. Calls follow each other without a gap.
  void add_to(std::span<float> interleaved, Frames position);

 private:
  void grow();
  void turn(std::span<float> frame, Frames position);

  std::unique_ptr<Voice> voice_;
  EndFades fades_;
  std::vector<float> left_;
  std::vector<float> right_;
  std::size_t at_ = 0;
  Frames made_ = 0;
  Frames start_ = 0;
  Frames end_ = 0;
  Frames turn_ = 0;                // frames of the crossfade; 0: none
  std::vector<float> remembered_;  // interleaved: what played before `start_`
};

}  // namespace musicgen::composer
