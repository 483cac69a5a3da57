#pragma once
// What all writers of a song share: the brief, the style, the form, the chords, and the band.

#include <string>
#include <string_view>
#include <vector>

#include "engines/composer/random.h"
#include "engines/composer/score/form.h"
#include "engines/composer/score/grid.h"
#include "engines/composer/score/score.h"
#include "engines/composer/score/style.h"

namespace musicgen::composer::writing {

// Somebody in the band: a seat of the style with the instrument that took it.
struct Player {
  Seat seat;
  Role role = Role::chords;
  Instrument instrument;
  int low = 0;  // the notes to write for: the seat's range within the instrument's
  int high = 127;
};

struct Song {
  const Brief& brief;
  Style style;
  Grid grid;
  Form form;
  std::vector<Chord> chords;
  std::vector<Player> band;
  std::vector<const Groove*> grooves;  // one a phrase; null where no groove is played

  double bar_start(int bar) const { return bar * grid.quarters(); }
  double end() const { return form.beats; }

  // The beat on which all strike the closing chord: the last bar, or the middle of an only one.
  double final_beat() const;

  // The chord that sounds at a beat.
  const Chord& chord_at(double beat) const;

  // A stream of chance for a purpose ("bass", 12).
  Random random(std::string_view purpose, int index = 0) const;

  // Whether the player plays in the phrase.
  bool plays(const Player& player, const Phrase& phrase) const;
};

// A figure with one of these names, chosen by meter, energy and weight; null where there is none.
const Figure* choose_figure(const Song& song, const std::vector<std::string>& names, double energy,
                            Random& random);

// Steps written in a meter ("4/4"), fitted to the song's.
std::string fitted_steps(const Song& song, const std::string& steps, const std::string& meter);

// Whether something written in `meter` serves the song: either in the song's own meter, or, as the
// second choice, in 4/4, from which patterns can be fitted.
bool suits(const Song& song, const std::string& meter, bool own_meter);

// Velocity of a note by the phrase's energy, its place in the bar and an accent of -1 to 1.
float velocity_of(const Song& song, double base, double energy, int step, double accent);

}  // namespace musicgen::composer::writing
