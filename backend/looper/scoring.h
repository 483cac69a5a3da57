#pragma once
// From repeats to loops: where in a repeat the seam lies best, and what a loop is worth.

#include <vector>

#include "looper/beats.h"
#include "looper/features.h"
#include "looper/loop_finder.h"
#include "looper/repeats.h"
#include "looper/sketch.h"
#include "looper/tempo.h"

namespace musicgen::looper {

// All that is known of a recording when its loops are judged.
struct Evidence {
  const Sketch& sketch;
  const Features& features;
  const Beats& beats;
  const SteadyTempo& tempo;
  Span sounding;

  // From beat to beat, in sketch samples: of the exact tempo, or of the tracked one.
  double beat() const { return tempo.found() ? tempo.beat : beats.period; }
  // How many of them lie between two places.
  double beats_between(double from, double to) const {
    return tempo.found() ? (to - from) / tempo.beat : beats.between(from, to);
  }
  int beats_per_bar() const {
    return tempo.found() && tempo.per_bar > 0 ? tempo.per_bar : beats.per_bar;
  }
};

// A loop in sketch samples, before it is written down.
struct Loop {
  double start = 0;
  double end = 0;
  double score = 0;
  LoopParts parts;
  Seconds crossfade{0};
  bool marked = false;

  double length() const { return end - start; }
};

// What can be heard at the seam of a loop: its parts but for the coverage, and the crossfade it
// needs where the waveform goes on after its end.
void describe_seam(const Evidence& evidence, Loop& loop);

// The whole recording as a loop, for files whose body simply ends with them.
Loop loop_of_whole(const Evidence& evidence);

// 1 for a recording that is cut in full sound after whole groups of bars, 0 for one that dies away
// or has any length.
double cut_on_the_bar(const Evidence& evidence, const Loop& whole);

// The loop that a repeat offers, its seam where both sides agree best. In a recording that is cut
// on the bar, what comes again and is not the very same is likely to be its next verse.
Loop loop_of_repeat(const Evidence& evidence, const Repeat& repeat, double cut_on_bar);

// Loops that end with the file and go back to a place that was reached in the same way: whole bars
// before the end, after a moment that sounds like the last one. At most `most`, best first.
std::vector<Loop> loops_of_tail(const Evidence& evidence, const std::vector<Repeat>& repeats,
                                std::size_t most);

// The least audible crossfade from the last quarter to the first, for sound that never repeats.
Loop loop_of_crossfade(const Evidence& evidence);

}  // namespace musicgen::looper
