#pragma once
// The exact beat of music that a machine plays: its repeats are whole numbers of beats long.

#include <vector>

#include "looper/beats.h"
#include "looper/repeats.h"

namespace musicgen::looper {

struct SteadyTempo {
  double beat = 0;   // sketch samples; 0 where there is no beat
  double proof = 0;  // share of the repeats that are whole numbers of it, 0 to 1
  int per_bar = 0;   // beats, where copies of the waveform tell; 0: they don't

  // Enough of them that lengths may be counted in this beat.
  bool found() const { return proof > 0.15; }
};

// Searches the beat within 3 % of the tracked one, which follows players and errs by up to that
// much. Of beats that explain as much, one near the tracked one and one of a whole number a minute
// wins. It is known to about a hundred-thousandth, to a ten-millionth where copies agree so well.
// Finds none where the tracked tempo drifts or the repeats have no beat in common.
SteadyTempo steady_tempo(const Beats& beats, const std::vector<Repeat>& repeats, double rate_hz);

}  // namespace musicgen::looper
