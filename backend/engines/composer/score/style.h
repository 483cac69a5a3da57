#pragma once
// How a genre writes music: the [score] table of data/genres/NAME.toml, typed. The files say
// nothing about notes to play at a time; they hold the vocabulary that the writers speak:
//
// * step patterns, one character a sixteenth, spaces and bars (|) ignored, one bar or more:
//     drums    X accent, x hit, o ghost, ? maybe, r two hits in the step, t three in two steps, .
//     rest chords   X x o the whole chord, d u strum down and up, 1-8 a voice from the lowest,
//              - hold, . rest
//     bass     1 3 5 7 8 a member of the chord (8 the octave), a approach to the next root,
//              g ghost, - hold, . rest; the words "walk" and "kick" stand for idioms
//     melody   X x note, - hold, . rest
// * chords as roman numerals, see roman.h
//
// Patterns are written in 4/4 unless `meter` says otherwise and are fitted to other meters.

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"

namespace musicgen::composer::writing {

// Energies from which and up to which something is used.
struct Groove {
  std::string name;
  double from = 0;
  double to = 1;
  double weight = 1;
  std::string meter = "4/4";
  std::vector<std::string> sections;         // kinds of section; empty: all
  std::vector<std::string> styles;           // ways of the genre; empty: all, see Style::styles
  std::map<std::string, std::string> lines;  // drum -> steps; drums are named in drums.cpp
};
BOOST_DESCRIBE_STRUCT(Groove, (), (name, from, to, weight, meter, sections, styles, lines))

// A pattern of chords, bass or arpeggio.
struct Figure {
  std::string name;  // seats choose by it; several figures may share it
  std::string steps;
  double from = 0;
  double to = 1;
  double weight = 1;
  std::string meter = "4/4";
  std::vector<std::string> styles;
};
BOOST_DESCRIBE_STRUCT(Figure, (), (name, steps, from, to, weight, meter, styles))

struct Progression {
  std::string chords;
  std::vector<std::string> sections;  // kinds of section; empty: all
  std::vector<std::string> modes;     // empty: every mode of the list's family
  std::vector<std::string> styles;
  double weight = 1;
};
BOOST_DESCRIBE_STRUCT(Progression, (), (chords, sections, modes, styles, weight))

// A place in the band.
struct Seat {
  std::string name;
  std::string role;
  std::vector<std::string> instruments;  // who may sit here, first the most idiomatic
  std::vector<double> chances;           // one an instrument; empty: the earlier the likelier
  std::vector<std::string> play;         // names of figures
  double from = 0;                       // plays where the energy is in here
  double to = 1;
  std::vector<std::string> not_in;   // kinds of section
  std::vector<std::string> only_in;  // empty: all
  std::string voicing = "close";     // see voicing.h
  int voices = 4;
  std::vector<int> range;  // within the instrument's; empty: all of it
  double velocity = 0.7;
  double always = 1;  // chance that a song has it at all
};
BOOST_DESCRIBE_STRUCT(Seat, (),
                      (name, role, instruments, chances, play, from, to, not_in, only_in, voicing,
                       voices, range, velocity, always))

struct FormStyle {
  std::vector<int> intro{2, 8};  // bars at least and at most
  std::vector<int> outro{2, 8};
  std::string core = "chorus";          // what a very short song is made of
  std::vector<std::string> bodies;      // "verse 8 chorus 8", short ones and long ones
  std::vector<std::string> more;        // cycles that long songs go on with
  std::map<std::string, double> lifts;  // energy of a kind of section against the song's curve
};
BOOST_DESCRIBE_STRUCT(FormStyle, (), (intro, outro, core, bodies, more, lifts))

struct MelodyStyle {
  std::vector<std::string> rhythms;  // bars that open a motif
  std::vector<std::string> endings;  // bars that close a phrase
  double leaps = 0.3;                // 0 steps only, 1 angular
  std::vector<std::string> solos;    // bars of a solo; empty: `rhythms`
  double rests = 0.2;                // how often a phrase leaves a bar to the band
  double pickups = 0.3;              // how often a phrase begins before its bar
  double ornaments = 0.2;
  double chromatic = 0;  // approach notes from outside the key
  int span = 14;         // semitones that the tune ranges over
};
BOOST_DESCRIBE_STRUCT(MelodyStyle, (),
                      (rhythms, endings, solos, leaps, rests, pickups, ornaments, chromatic, span))

struct HarmonyStyle {
  int bars_per_chord = 1;                // stretches the progressions
  double spice = 0.2;                    // how often a section that returns is reharmonised
  std::vector<Progression> major;        // read in major; fit to lydian and mixolydian
  std::vector<Progression> minor;        // read in natural minor; fit to the other minor modes
  std::vector<std::string> major_turns;  // last bar before another section
  std::vector<std::string> minor_turns;
  std::vector<std::string> major_endings;  // last bars of the song
  std::vector<std::string> minor_endings;
};
BOOST_DESCRIBE_STRUCT(HarmonyStyle, (),
                      (bars_per_chord, spice, major, minor, major_turns, minor_turns, major_endings,
                       minor_endings))

// Milliseconds behind the beat, and how far from there chance may carry a note.
struct Feel {
  double late = 0;
  double loose = 4;
};
BOOST_DESCRIBE_STRUCT(Feel, (), (late, loose))

// What one way of the genre, such as bossa nova in jazz, does otherwise. Grooves, figures and
// progressions that name the way in their `styles` take the place of the others.
struct Way {
  std::optional<double> swing;
  std::optional<int> swing_unit;
  std::optional<double> dynamics;
  std::optional<bool> sweeps;
  std::optional<bool> crashes;
  std::optional<bool> stops;
  std::optional<int> bars_per_chord;
  std::optional<double> rests;
  std::vector<std::string> rhythms;  // empty: the genre's
  std::vector<std::string> endings;
};
BOOST_DESCRIBE_STRUCT(Way, (),
                      (swing, swing_unit, dynamics, sweeps, crashes, stops, bars_per_chord, rests,
                       rhythms, endings))

struct Style {
  std::string way;        // the way of the genre that this song takes; empty: its usual one
  int phrase = 4;         // bars
  double ring = 2;        // seconds for the last sound of a full-length song
  double swing = 0.5;     // the long one's share of a pair
  int swing_unit = 8;     // the note that swings: 8 or 16
  double dynamics = 0.5;  // 0 even, 1 wide crescendos
  bool sweeps = false;    // filters open through builds
  bool crashes = true;    // a cymbal opens loud sections
  bool stops = false;     // the band stops short before a drop
  double legato = 1;      // share of a melody note that sounds
  double handover = 0.4;  // how often another instrument takes the tune when a section returns
  std::map<std::string, Feel> feel;  // by role or drum; "all" for the others
  FormStyle form;
  HarmonyStyle harmony;
  MelodyStyle melody;
  std::vector<Seat> seats;
  std::vector<Figure> figures;
  std::vector<Groove> grooves;
  std::vector<Groove> fills;  // patterns that end with the bar
  std::map<std::string, Way> styles;
};
BOOST_DESCRIBE_STRUCT(Style, (),
                      (phrase, ring, swing, swing_unit, dynamics, sweeps, crashes, stops, legato,
                       handover, feel, form, harmony, melody, seats, figures, grooves, fills,
                       styles))

// Reads and checks the genre's file, and turns it to one of its ways ("bossa nova"; one that the
// file does not know leaves the style as it is, apart from its name). Throws NotFound for an
// unknown genre, InternalError that names the file and the field for a broken one.
Style load_style(const std::string& genre, const std::string& way);

// Of entries that name ways of the genre those of `way` are `own`; those that name none serve all.
template <class Entry>
bool is_own(const Entry& entry, const std::string& way) {
  return std::find(entry.styles.begin(), entry.styles.end(), way) != entry.styles.end();
}

struct Instrument {
  std::string name;
  int low = 0;  // MIDI numbers
  int high = 127;
  int program = 0;
  bool is_kit = false;
};

// All of instruments.toml. Throws InternalError for a broken file.
std::vector<Instrument> load_instruments();

}  // namespace musicgen::composer::writing
