#pragma once
// The brief: everything that a sentence and the parameters decided about a song, typed, complete
// and open to inspection. The same brief and engine version give the same song.

#include <cstdint>
#include <string>
#include <vector>

#include "base/json.h"
#include "engines/engine.h"

namespace musicgen::composer {

enum class Mode { major, minor, dorian, phrygian, lydian, mixolydian, harmonic_minor };
BOOST_DESCRIBE_ENUM(Mode, major, minor, dorian, phrygian, lydian, mixolydian, harmonic_minor)

struct Key {
  int tonic = 0;  // pitch class, 0 = C ... 11 = B
  Mode mode = Mode::major;
  bool operator==(const Key&) const = default;
};

// "F# minor", "Bb major", "D dorian": the usual spelling of the key's signature.
std::string name_of(const Key& key);

// Reads "F# minor", "f sharp min", "Bbm", "C", "am", "D dorian". Throws InvalidParameter.
Key key_of(std::string_view text);

// Pitch classes of the mode above its tonic, seven steps: major -> 0 2 4 5 7 9 11.
const std::vector<int>& steps_of(Mode mode);

struct Meter {
  int beats = 4;  // beats a bar as written: 3/4 -> 3, 6/8 -> 6
  int unit = 4;   // the note that is written as one beat
  bool operator==(const Meter&) const = default;

  // Quarter notes a bar; the score counts time in quarter notes.
  double quarters() const { return 4.0 * beats / unit; }
};
std::string name_of(const Meter& meter);
// "3/4", "6/8", ...; units 4 and 8, 2 to 12 beats. Throws InvalidParameter.
Meter meter_of(std::string_view text);

struct Ambience {
  std::string name;    // "rain", "vinyl", "wind", "ocean", "fire", ...
  double level = 0.5;  // 0 to 1, 0.5 is the usual level beside music
};
BOOST_DESCRIBE_STRUCT(Ambience, (), (name, level))

// Where a decision came from.
enum class Source { prompt, parameter, genre, mood, chance };
BOOST_DESCRIBE_ENUM(Source, prompt, parameter, genre, mood, chance)

struct Fact {
  std::string field;  // "bpm"
  std::string value;  // "90"
  Source source = Source::genre;
  std::string words;  // the words of the prompt that said so
};
BOOST_DESCRIBE_STRUCT(Fact, (), (field, value, source, words))

struct Brief {
  int version = 1;
  std::string prompt;
  std::string title;        // a name for the song, made from the prompt
  std::string genre;        // the genre's file name, "lofi"
  std::string genre_label;  // as people write it, "Lo-fi"
  std::string mood;         // "relaxed"
  double bpm = 120;         // quarter notes a minute, 30 to 300
  Key key;
  Meter meter;
  std::vector<std::string> instruments;  // names of instruments.toml, most important first
  std::vector<std::string>
      without;  // what must not sound: instruments, or "drums", "melody", "bass"
  std::vector<Ambience> ambience;
  std::vector<double> energy;  // 0 to 1 at even distances from the start to the end, 2 to 64 points
  Seconds duration{180};
  std::uint64_t seed = 0;
  std::vector<Fact> facts;  // why each of the above is as it is
  std::vector<std::string>
      not_understood;  // words of the prompt that changed nothing, in its order
};

// Reads the request. Facts in `parameters` win over facts in the prompt, those over the mood's
// and the genre's defaults; what is still open is drawn from the seed. An ambience layer that was
// asked for alone ("rain sounds") makes no genre.
// Known parameters: genre, mood (any case), bpm, key, meter, instruments (list of names), ambience
// (list of names, or of {name, level}), energy (a number 0-1, a name such as "build", or a list of
// numbers). Throws InvalidParameter with the field for unknown ones and for values out of range.
Brief understand(const engines::Request& request);

// The length that a prompt asks for ("a 2 minute jingle"), if it names one.
std::optional<Seconds> duration_in(const std::string& prompt);

// JSON Schema of each parameter that `understand` knows, with its choices.
Json parameter_schemas();

// The brief as it is kept with a track: an object with the members above; key and meter by their
// names.
Json to_json(const Brief& brief);

// Reads what `to_json` wrote, so that a song can be made again. Throws InvalidParameter with the
// field.
Brief brief_from_json(const Json& value);

}  // namespace musicgen::composer

template <>
inline constexpr auto musicgen::kRules<musicgen::composer::Ambience> =
    musicgen::rules({{.field = "name", .required = true}, {.field = "level", .min = 0, .max = 1}});
