#pragma once
// Gains that move with the song. They are functions of the frame alone, so that any block of the
// song can ask for them.

#include <vector>

#include "engines/composer/score/score.h"
#include "engines/composer/sound/voice.h"

namespace musicgen::composer {

// A part's expression, linear between its points.
class ExpressionCurve {
 public:
  ExpressionCurve(const std::vector<Expression>& points, double seconds_per_beat);

  struct Value {
    double level_db = 0;
    double brightness = 1;
  };
  Value at(Frames frame) const;

 private:
  std::vector<Expression> points_;
  double beats_per_frame_;
};

// Side-chain ducking. The kick's notes are known, so the gain follows them instead of a detector:
// down within 6 ms and back along half a cosine.
class DuckCurve {
 public:
  DuckCurve(std::vector<Frames> kicks, Frames release);

  // 0: untouched, 1: pushed down all the way.
  double at(Frames frame) const;

 private:
  std::vector<Frames> kicks_;
  Frames release_;
};

// Where the kick drum falls in all drum parts of a score, sorted.
std::vector<Frames> kicks_in(const Score& score);

// The notes of a part that start within the song.
std::vector<PlayedNote> played_notes(const Part& part, const Score& score);

}  // namespace musicgen::composer
