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
  std::vector<bool> present{};  // one a phrase: plays
  std::vector<bool> singing{};  // one a phrase: has the tune
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
  // Where the music goes on after the last bar, that is its end.
  double final_beat() const;

  // The chord that sounds at a beat.
  const Chord& chord_at(double beat) const;

  // A stream of chance for a purpose ("bass", 12).
  Random random(std::string_view purpose, int index = 0) const;
};

// A figure with one of these names, chosen by meter, energy and weight; null where there is none.
const Figure* choose_figure(const Song& song, const std::vector<std::string>& names, double energy,
                            Random& random);

// Steps written in a meter ("4/4"), fitted to the song's.
std::string fitted_steps(const Song& song, const std::string& steps, const std::string& meter);

// Of grooves or figures those that serve the song best: written for its way of the genre, then for
// its meter; patterns in 4/4 can be fitted to any meter.
template <class Entry>
std::vector<const Entry*> fitting(const Song& song, const std::vector<const Entry*>& entries) {
  for (const bool own_way : {true, false}) {
    for (const bool own_meter : {true, false}) {
      std::vector<const Entry*> found;
      for (const Entry* entry : entries) {
        const bool way = own_way ? is_own(*entry, song.style.way) : entry->styles.empty();
        const bool meter =
            own_meter ? meter_of(entry->meter) == song.grid.meter() : entry->meter == "4/4";
        if (way && meter) found.push_back(entry);
      }
      if (!found.empty()) return found;
    }
  }
  return {};
}

// Velocity of a note by the phrase's energy, its place in the bar and an accent of -1 to 1.
float velocity_of(const Song& song, double base, double energy, int step, double accent);

}  // namespace musicgen::composer::writing
