#pragma once
// Ears that know nothing of the score: tempo and key as a listener finds them in the sound, through
// the qm-dsp library of Queen Mary University of London.

#include <span>

namespace musicgen::listening {

// Tempo in beats a minute, or 0 where there are too few beats. The beat may be half or double of what
// is written. Method: complex-domain onset detection, beat tracking by dynamic programming (Davies and
// Plumbley 2007; Ellis 2007), then the slope of a line through the beats.
double tempo_of(std::span<const float> mono, int sample_rate_hz);

struct HeardKey {
  int tonic;   // pitch class, 0 = C
  bool minor;
};

// The key by chroma and key profiles (Noland and Sandler 2007), the one that is heard longest.
HeardKey key_of(std::span<const float> mono, int sample_rate_hz);

}  // namespace musicgen::listening
