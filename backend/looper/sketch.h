#pragma once
// A recording as the loop finder keeps it: one channel at about 11 kHz, which holds what repeats in
// music (its fundamentals and rhythm) and, read between its samples, a lag to a few microseconds.

#include <stop_token>
#include <vector>

#include "audio/stream.h"
#include "base/progress.h"
#include "base/units.h"

namespace musicgen::looper {

struct Sketch {
  std::vector<float> samples;
  int frames_per_sample = 1;  // of the file
  int sample_rate_hz = 0;     // of the file
  Frames frames = 0;          // of the file

  double rate_hz() const { return static_cast<double>(sample_rate_hz) / frames_per_sample; }
  int size() const { return static_cast<int>(samples.size()); }
};

// Reads the source to its end. The channels are summed with unequal weights, so that sound in
// opposite phase does not vanish; samples that are not numbers count as silence. At most 12 million
// samples are kept: the sketch of a recording over 18 minutes has a lower rate.
Sketch read_sketch(audio::Source& source, const ProgressFn& progress, const std::stop_token& stop,
                   Frames frames_hint);

}  // namespace musicgen::looper
