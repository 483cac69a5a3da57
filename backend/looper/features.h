#pragma once
// What a recording sounds like, moment by moment: timbre (log energy in third-octave-like bands)
// and harmony (pitch classes), as vectors whose product is their likeness.

#include <stop_token>
#include <vector>

#include "looper/sketch.h"

namespace musicgen::looper {

inline constexpr int kBands = 36;
inline constexpr int kPitchClasses = 12;
inline constexpr int kFeatures = kBands + kPitchClasses;

struct Features {
  int hop = 512;              // sketch samples from one frame to the next
  int count = 0;              // frames
  std::vector<float> values;  // count rows of kFeatures, see `row`
  std::vector<float> level;   // dB of each frame
  float loudest = -120;       // dB

  // Timbre in the first kBands (unit length), harmony in the rest (unit length). Band levels are
  // relative to their mean over the track: what all music shares says nothing about repetition.
  const float* row(int frame) const { return values.data() + std::size_t(frame) * kFeatures; }

  // 60 dB below the loudest frame: silence resembles silence, which says nothing about music.
  bool silent(int frame) const { return level[frame] < loudest - 60; }

  double timbre_likeness(int a, int b) const;   // -1 to 1
  double harmony_likeness(int a, int b) const;  // -1 to 1
  double likeness(int a, int b) const;          // mean of both, weighted as the repeat search does
};

// Frame k is centred at sample k * hop. Longer recordings get a longer hop: at most 8,192 frames.
Features features_of(const Sketch& sketch, const std::stop_token& stop);

}  // namespace musicgen::looper
