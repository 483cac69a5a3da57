#pragma once
// How chords are laid out over the keyboard, and led from one to the next with little motion.

#include <string>
#include <vector>

#include "engines/composer/score/score.h"

namespace musicgen::composer::writing {

struct VoicingStyle {
  // close   within an octave or so
  // drop2   the second voice from the top an octave lower: open, jazz and lo-fi
  // open    widely spread, for pads and strings
  // shell   third and seventh and one colour, rootless, under a bass
  // triad   at most three different notes
  // power   root, fifth and octave
  // fifths  root and fifth only, for drones
  // chorale close, no parallel fifths or octaves
  std::string kind = "close";
  int voices = 4;
  int low = 48;  // MIDI numbers, both included
  int high = 76;
};

// The pitches of a chord, ascending, at least one. Of all layouts in the range the one that moves
// least from `before` (empty: that lies in the middle), keeps clear of muddy low intervals and does
// not jump in the top voice.
std::vector<int> voice(const Chord& chord, const VoicingStyle& style,
                       const std::vector<int>& before);

// Semitones that the voices move between two chords, summed over the larger one's voices, each to
// the nearest in the other.
int motion(const std::vector<int>& from, const std::vector<int>& to);

}  // namespace musicgen::composer::writing
