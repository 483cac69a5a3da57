#pragma once
// The form: how many bars, which sections, and how the energy runs through them.

#include <string>
#include <vector>

#include "engines/composer/score/grid.h"
#include "engines/composer/score/score.h"
#include "engines/composer/score/style.h"

namespace musicgen::composer::writing {

// A few bars that are written in one breath. Phrases fill the song without gaps.
struct Phrase {
  int index = 0;     // in the form
  int section = 0;   // index of the section
  std::string kind;  // the section's name
  int visit = 0;     // how many sections of that kind came before
  int bar = 0;       // first bar in the song
  int bars = 4;
  int bar_in_section = 0;
  char theme = 'A';  // phrases of a section with the same letter share chords and tune
  double energy = 0.5;
  bool closes = false;  // the last of its section
  std::string next;     // kind of the section after it; empty at the end of the song
  double next_energy = 0;
};

struct Form {
  double bpm = 120;
  int bars = 0;
  double beats = 0;    // of music; less than the bars only where not even one bar fits
  bool closes = true;  // the piece ends here
  std::vector<Section> sections;
  std::vector<Phrase> phrases;
};

// Fits tempo, bars and sections to the brief's duration. The tempo moves only where nobody asked
// for it, by at most 3 %. A song is at least one bar long.
Form make_form(const Brief& brief, const Style& style, const Grid& grid, const Movement& movement);

// Energy of the brief's curve at a place of the song from 0 to 1.
double energy_at(const Brief& brief, double place);

}  // namespace musicgen::composer::writing
