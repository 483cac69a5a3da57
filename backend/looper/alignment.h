#pragma once
// Waveforms laid over each other: the lag at which two places of a sketch agree, and how well.

#include <span>
#include <vector>

#include "looper/fourier.h"
#include "looper/sketch.h"

namespace musicgen::looper {

struct Match {
  double lag = 0;  // in sketch samples, with a fraction
  double ncc = 0;  // normalised cross-correlation, -1 to 1
};

// Normalised cross-correlation of [at, at + length) with the same stretch `lag` later; 0 where
// either is silent or outside. The fraction of the lag is read by quadratic interpolation.
double ncc_at(std::span<const float> samples, int at, int length, double lag);

// ncc_at for each stretch of `block` samples from the start as long as its partner exists.
std::vector<float> ncc_profile(std::span<const float> samples, int block, double lag);

// Finds the lag near a guess at which two stretches agree best.
class Aligner {
 public:
  // Windows of `length` samples, lags up to `slack` away from the guess.
  Aligner(int length, int slack);

  // The window starts at `at`; its partner lies within `slack` of at + guess.
  Match align(std::span<const float> samples, int at, int guess);

  // All lags within `slack` of the guess whose NCC is a local maximum of at least `least`.
  std::vector<Match> peaks(std::span<const float> samples, int at, int guess, double least);

 private:
  // NCC of the window at `at` with each stretch that begins in [from, from + 2 * slack], valid
  // until the next call.
  std::span<const float> correlate(std::span<const float> samples, int at, int from);

  int length_;
  int slack_;
  RealFourier window_;
  RealFourier partner_;
  std::vector<double> energies_;  // of the partner up to each sample
  std::vector<float> ncc_;
};

// Places in [first, last) where the stretch [at, at + length) comes again with an NCC of at least
// `least`: the best of each neighbourhood, at most `most`, best first.
std::vector<int> occurrences(std::span<const float> samples, int at, int length, int first,
                             int last, double least, std::size_t most);

// A match sharpened to a small fraction of a sample over a longer window.
Match refine(std::span<const float> samples, int at, int length, double guess);

}  // namespace musicgen::looper
