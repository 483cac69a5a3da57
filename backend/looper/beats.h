#pragma once
// Beats of a recording, following its tempo as it drifts.

#include <optional>
#include <stop_token>
#include <vector>

#include "looper/sketch.h"

namespace musicgen::looper {

struct Beats {
  std::vector<double> at;  // sketch samples, rising; empty where no pulse was found
  double period = 0;       // samples, mean over the track
  int per_bar = 4;

  bool found() const { return at.size() >= 8; }

  // How many beats lie between two places, with a fraction; beyond the tracked beats the tempo is
  // taken to go on. 0 where no beats were found.
  double between(double from, double to) const;

 private:
  double index_of(double place) const;
};

// Dynamic programming over an onset envelope (Ellis, "Beat tracking by dynamic programming", J. New
// Music Research 36, 2007). Bars are of three beats where the envelope repeats better so.
Beats track_beats(const Sketch& sketch, const std::stop_token& stop);

}  // namespace musicgen::looper
