#pragma once
// The score: the song as it is written, before anything sounds. Time is counted in quarter notes
// from the start of the song (`beat`); swing and human timing are already in the notes.

#include <cstdint>
#include <string>
#include <vector>

#include "base/json.h"
#include "engines/composer/brief/brief.h"

namespace musicgen::composer {

enum class Role { drums, percussion, bass, chords, pad, arpeggio, lead, counter, effects };
BOOST_DESCRIBE_ENUM(Role, drums, percussion, bass, chords, pad, arpeggio, lead, counter, effects)

struct Note {
  double start = 0;       // beat
  double length = 1;      // beats, over 0
  int pitch = 60;         // MIDI number; for drums a key of the General MIDI percussion map
  float velocity = 0.7f;  // over 0, up to 1
};

// How a part is played from a beat on, linear between points.
struct Expression {
  double beat = 0;
  double level_db = 0;    // relative to the part's place in the mix, -60 to +6
  double brightness = 1;  // 0 = closed filter, 1 = open
};

struct Part {
  std::string name;  // unique in the score, as the stem is called: "bass"
  Role role = Role::chords;
  std::string instrument;              // a name of instruments.toml
  std::vector<Note> notes;             // sorted by start
  std::vector<Expression> expression;  // sorted by beat; empty: as written all along
};

struct Section {
  std::string name;  // "intro", "verse", "chorus", "bridge", "drop", "outro", ...
  int first_bar = 0;
  int bars = 0;
  double energy = 0.5;  // 0 to 1
};
BOOST_DESCRIBE_STRUCT(Section, (), (name, first_bar, bars, energy))

struct Chord {
  double start = 0;        // beat
  double length = 4;       // beats
  int root = 0;            // pitch class
  int bass = 0;            // pitch class of the lowest note
  std::vector<int> tones;  // pitch classes, root first
  std::string name;        // "Fmaj7", "C/E"
};
BOOST_DESCRIBE_STRUCT(Chord, (), (start, length, root, bass, tones, name))

struct Score {
  double bpm = 120;
  Meter meter;
  Key key;
  double beats = 0;     // where the last bar ends; sounds may ring on after it
  Seconds duration{0};  // of the song, longer than `beats` by the room for the last sound to ring
  std::vector<Section> sections;
  std::vector<Chord> chords;
  std::vector<Part> parts;

  double seconds_per_beat() const { return 60.0 / bpm; }
};

// Writes the song that a brief asks for. Deterministic: everything by chance comes from the seed.
// The last note starts and the music ends well inside `brief.duration`; from the first bar on no
// two seconds pass without a sounding note (drones and pads count). Where the brief's tempo was not
// asked for, the score may move it by up to 3 % so that whole bars fill the duration; then
// `score.bpm` is what sounds.
Score write_score(const Brief& brief);

// What part of a longer piece a score is. The next movement begins on the beat on which this one
// ends, without a break.
struct Movement {
  int bars = 0;                 // exactly so many, at exactly the brief's tempo; 0: as many as the
                                // brief's duration holds
  std::uint64_t band_seed = 0;  // who plays is drawn from it: the same band, other music
  bool opens = true;            // with an intro, where the genre has one
  bool closes = true;           // with an outro, a cadence and a last chord that rings
};

// One movement of a piece. Otherwise as `write_score`, which writes a whole piece.
Score write_movement(const Brief& brief, const Movement& movement);

// The score for people and programs: sections, chords and parts with their notes.
Json to_json(const Score& score);

// A Standard MIDI File (format 1, 480 ticks a quarter) with tempo, meter, key, section markers,
// a track a part with its General MIDI program, and drums on channel 10. The bytes are the same
// for the same score.
std::string to_midi(const Score& score);

}  // namespace musicgen::composer
