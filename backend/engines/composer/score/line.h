#pragma once
// From rhythm and contour to pitches. A melodic line is the cheapest path through all pitches of
// the range (Viterbi's algorithm, "Error bounds for convolutional codes", IEEE Trans. Information
// Theory 13, 1967): chord tones on strong beats, steps rather than leaps, the motif's own
// intervals, dissonances that resolve, and a close on a tone that closes.

#include <vector>

#include "engines/composer/score/score.h"

namespace musicgen::composer::writing {

struct LineNote {
  double start = 0;   // beats
  double length = 1;  // beats
  bool strong = false;
  int wish = 0;       // steps of the key's scale above its tonic in the octave of MIDI 0, what the
                      // motif would play
  bool free = false;  // the interval to the note before does not matter (a new motif begins)
  const Chord* chord = nullptr;
  std::vector<int> closing;  // pitch classes that may close here; empty: any
};

struct LineRange {
  int low = 60;
  int high = 84;
  double leaps = 0.3;  // 0 to 1
};

// A pitch for each note. `before` is the pitch that the line comes from, or -1.
std::vector<int> draw_line(const std::vector<LineNote>& notes, const Key& key,
                           const LineRange& range, int before);

// The step of the key's scale at or below a pitch, counted like LineNote::wish.
int scale_step_of(int pitch, const Key& key);

}  // namespace musicgen::composer::writing
