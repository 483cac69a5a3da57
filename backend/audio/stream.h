#pragma once
// Sound flows in blocks: a Source is read until it ends, a Sink is written and then finished.
// Samples are interleaved 32-bit floats, full scale ±1.

#include <cstddef>
#include <memory>
#include <span>

#include "base/units.h"

namespace musicgen::audio {

struct StreamFormat {
  int sample_rate_hz = 44100;
  int channels = 2;
  bool operator==(const StreamFormat&) const = default;
};

class Source {
 public:
  virtual ~Source() = default;
  virtual StreamFormat format() const = 0;

  // Fills `interleaved` (a whole number of frames) as far as sound is left and returns how many
  // frames were written; fewer than asked only at the end, 0 once it is over.
  virtual std::size_t read(std::span<float> interleaved) = 0;
};

class Sink {
 public:
  virtual ~Sink() = default;
  virtual StreamFormat format() const = 0;
  virtual void write(std::span<const float> interleaved) = 0;

  // Flushes and closes; nothing may be written after it. Call it exactly once.
  virtual void finish() = 0;
};

}  // namespace musicgen::audio
