#pragma once
// Ears that know nothing of the score: tempo and key as a listener finds them in the sound.

#include <span>

namespace musicgen::listening {

// Tempo in beats a minute, or 0 where there are too few beats. The beat may be half or double of
// what is written. Method: complex-domain onset detection, beat tracking by dynamic programming
// (Davies and Plumbley 2007; Ellis 2007), then the slope of a line through the beats.
double tempo_of(std::span<const float> mono, int sample_rate_hz);

struct HeardKey {
  int tonic;  // pitch class, 0 = C
  bool minor;
};

// The key whose profile (Albrecht and Shanahan 2013) correlates best with the pitch classes of the
// spectrum's peaks from 60 to 2,000 Hz.
HeardKey key_of(std::span<const float> mono, int sample_rate_hz);

}  // namespace musicgen::listening
