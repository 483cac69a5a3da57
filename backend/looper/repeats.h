#pragma once
// The repeats of a recording, proved on the waveform where that is possible.

#include <stop_token>
#include <vector>

#include "looper/features.h"
#include "looper/sketch.h"

namespace musicgen::looper {

// Samples [begin, end) of the sketch come again `lag` samples later.
struct Repeat {
  double lag = 0;  // with a fraction
  int begin = 0;
  int end = 0;
  // Exact: mean NCC of the waveforms. Otherwise how far the features' likeness lies above chance.
  double likeness = 0;
  bool exact = false;
};

// The part of a sketch between leading and trailing silence, in samples.
struct Span {
  int begin = 0;
  int end = 0;
  int length() const { return end - begin; }
};

std::vector<Repeat> find_repeats(const Sketch& sketch, const Features& features, Span sounding,
                                 const std::stop_token& stop);

}  // namespace musicgen::looper
