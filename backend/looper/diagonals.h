#pragma once
// Repetition in a sequence of features: stretches that resemble what comes `lag` frames later, that
// is, bright diagonals of the self-similarity matrix (Foote, "Visualizing music and audio using
// self-similarity", ACM Multimedia 1999).

#include <stop_token>
#include <vector>

#include "looper/features.h"

namespace musicgen::looper {

// Frames [begin, end) resemble [begin + lag, end + lag).
struct Diagonal {
  int lag = 0;
  int begin = 0;
  int end = 0;
  float score = 0;  // sum of the likeness above the threshold
};

// The diagonals with the highest scores within frames [first, last), at most `most` of them and one
// for each neighbourhood of lag and time.
std::vector<Diagonal> search_diagonals(const Features& features, int first, int last,
                                       int shortest_lag, int most, const std::stop_token& stop);

}  // namespace musicgen::looper
