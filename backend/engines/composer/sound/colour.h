#pragma once
// Insert effects of a channel: saturation, chorus, tape.

#include <array>
#include <cstdint>
#include <vector>

#include "engines/composer/sound/filters.h"
#include "engines/composer/sound/settings.h"
#include "engines/composer/sound/voice.h"

namespace musicgen::composer {

// Soft clipping by x - x^3/3, unity for quiet signals. A cubic adds no harmonic above the third,
// and the parts carry little above 7 kHz, where that would alias.
class Saturation {
 public:
  // 0: none, 1: peaks of -12 dBFS are rounded strongly.
  explicit Saturation(double drive = 0) : gain_(static_cast<float>(6 * drive)) {}
  bool active() const { return gain_ > 0; }
  void process(Stereo block) const;

 private:
  float gain_;
};

// A delay line that is read at moving places, with cubic Hermite interpolation.
class MovingDelay {
 public:
  explicit MovingDelay(std::size_t longest_frames);
  void write(float x) {
    line_[at_] = x;
    at_ = (at_ + 1) & mask_;
  }
  // 2 <= delay <= longest, counted from the last sample written.
  float read(float delay) const {
    const auto whole = static_cast<std::size_t>(static_cast<int>(delay));
    const float t = delay - static_cast<float>(static_cast<int>(delay));
    const std::size_t newest = at_ - 1 - whole;
    const float a = line_[(newest + 1) & mask_], b = line_[newest & mask_];
    const float c = line_[(newest - 1) & mask_], d = line_[(newest - 2) & mask_];
    const float slope = 0.5f * (c - a);
    const float bend = a - 2.5f * b + 2 * c - 0.5f * d;
    const float twist = 0.5f * (d - a) + 1.5f * (b - c);
    return ((twist * t + bend) * t + slope) * t + b;
  }

 private:
  std::vector<float> line_;
  std::size_t mask_;
  std::size_t at_ = 0;
};

// Two copies that drift against each other, one a side, as in the Juno-60.
class Chorus {
 public:
  explicit Chorus(double depth);
  bool active() const { return depth_ > 0; }
  void process(Stereo block, Frames start);

 private:
  double depth_;
  MovingDelay left_;
  MovingDelay right_;
};

// The transport of a cassette deck: where the sound is read from, as a function of time, the same
// for all parts because they share the tape.
class Transport {
 public:
  Transport(const TapeSettings& tape, std::uint64_t seed);
  bool moves() const { return !drifts_.empty(); }

  // Frames of delay; at most kLongest.
  float delay_at(Frames frame) const;

  static constexpr std::size_t kLongest = 1024;

 private:
  struct Drift {
    double hz, frames, phase;
  };
  std::vector<Drift> drifts_;
};

class Tape {
 public:
  Tape(const TapeSettings& settings, const Transport& transport);
  bool active() const { return active_; }
  void process(Stereo block, Frames start);

 private:
  const Transport* transport_;
  bool active_;
  bool cuts_;
  Saturation saturation_;
  StereoBiquad high_cut_;
  MovingDelay left_;
  MovingDelay right_;
};

}  // namespace musicgen::composer
