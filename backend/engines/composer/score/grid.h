#pragma once
// The meter as a grid of sixteenths: where the beats lie, and how patterns fit it.

#include <string>
#include <string_view>
#include <vector>

#include "engines/composer/brief/brief.h"

namespace musicgen::composer::writing {

class Grid {
 public:
  explicit Grid(Meter meter);

  const Meter& meter() const { return meter_; }
  int steps() const { return steps_; }  // sixteenths a bar
  double quarters() const { return steps_ / 4.0; }

  // Lengths of the felt beats in steps: 4/4 -> 4 4 4 4, 6/8 -> 6 6, 7/8 -> 4 4 6.
  const std::vector<int>& beats() const { return beats_; }

  // How strong a step of the bar is: 3 downbeat, 2 beat, 1 eighth, 0 sixteenth. In bars of four
  // felt beats the third counts as strong as the first.
  int accent(int step) const;

  // The first step of the bar's second half, on a beat: 4/4 -> 8, 3/4 -> 8, 7/8 -> 8.
  int half() const { return half_; }

 private:
  Meter meter_;
  int steps_;
  std::vector<int> beats_;
  std::vector<int> accents_;
  int half_;
};

// Whole bars of `grid`, made of a pattern written in `meter`: the same bar where the meters agree;
// otherwise each felt beat takes a beat of the pattern, whose offbeats move where beats have three
// parts. Spaces and bars of the text are dropped. Throws InternalError for a pattern that is not
// whole bars.
std::string fit_pattern(std::string_view text, const Meter& meter, const Grid& grid);

// Moves a beat of straight time into swung time: pairs of `unit`-th notes are divided share : 1 -
// share.
double swung(double beat, double share, int unit);

}  // namespace musicgen::composer::writing
