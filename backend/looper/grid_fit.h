#pragma once
#include <cstdint>

#include "base/units.h"

namespace musicgen::looper {

// How a loop is brought onto a codec's grid of packets.
struct GridFit {
  Frames length = 0;          // of the loop body after stretching, in the codec's frames
  int bodies_per_period = 1;  // so many bodies are a whole number of packets
  double tempo_shift = 0;     // how much faster it plays: exact length / `length` - 1
};

// Stretches a loop of `exact` codec frames by as little as need be so that a few bodies fill whole
// packets: the fewest for which the tempo moves by less than 0.02 %, a third of a cent. A period
// has at least 64 packets.
GridFit fit_to_grid(double exact, Frames packet_frames);

}  // namespace musicgen::looper
