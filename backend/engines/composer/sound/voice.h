#pragma once
// What plays a part. Everything in this room works at 44.1 kHz on blocks of 64 frames that lie on a
// grid counted from the start of the song, so that the sound does not depend on how the song is cut
// into chunks for rendering.

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "base/units.h"

namespace musicgen::composer {

inline constexpr int kSampleRate = 44100;
inline constexpr std::size_t kBlock = 64;  // frames

// Two channels of the same length.
struct Stereo {
  std::span<float> left;
  std::span<float> right;

  std::size_t size() const { return left.size(); }
  Stereo part(std::size_t from, std::size_t count) const {
    return {left.subspan(from, count), right.subspan(from, count)};
  }
};

// A note in frames from the start of the song.
struct PlayedNote {
  Frames start = 0;
  Frames length = 1;  // over 0
  int pitch = 60;     // MIDI number, or a key of the General MIDI percussion map
  float velocity = 0.7f;
  bool continues = false;  // grows out of the note before it instead of being struck

  Frames end() const { return start + length; }
};

class Voice {
 public:
  virtual ~Voice() = default;

  // Adds the frames from `start` on to `out`. Calls follow each other without a gap; `start` and
  // the size of `out` are whole blocks.
  virtual void add_to(Stereo out, Frames start) = 0;

  // Work that the frames before `end` need, each piece for itself, on any thread. All of it must be
  // done before they are added; what was never asked for is done by `add_to` itself.
  virtual std::vector<std::function<void()>> preparations(Frames /*end*/) { return {}; }
};

inline double frequency_of(double pitch) {
  return 440.0 * std::exp2((pitch - 69.0) / 12.0);
}

}  // namespace musicgen::composer
