#pragma once
// Motifs: the few notes that a tune is made of, as rhythm and contour, and what composers do with
// them.

#include <string>
#include <vector>

#include "engines/composer/random.h"

namespace musicgen::composer::writing {

struct MotifNote {
  int step = 0;     // sixteenths from the start of the motif
  int length = 4;   // sixteenths
  int contour = 0;  // steps of the scale above the motif's first note
};
using Motif = std::vector<MotifNote>;

// A motif on a rhythm of steps ("x--x--x-...."), with a contour drawn from the shapes that tunes
// have (arch, fall, turn, leap and return, ...). `leaps` 0 to 1 widens it.
Motif make_motif(const std::string& steps, double leaps, Random& random);

// The rhythm alone, with a contour that leads home by step.
Motif make_ending(const std::string& steps, Random& random);

Motif transposed(Motif motif, int scale_steps);
Motif inverted(Motif motif);
// Each note twice as long, cut at `steps`.
Motif augmented(const Motif& motif, int steps);
// The notes of the first `steps`.
Motif fragment(const Motif& motif, int steps);
// Notes of a beat and more as two, the second a step away.
Motif divided(const Motif& motif);
// The first `steps` of one and the rest of the other.
Motif spliced(const Motif& first, const Motif& second, int steps);
// The rhythm of `motif` with the contour of `other`, which is stretched to fit.
Motif with_contour(Motif motif, const Motif& other);

}  // namespace musicgen::composer::writing
