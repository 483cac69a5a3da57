#pragma once
// What the composer knows about genres, moods, instruments, ambience and language: the data files,
// typed and checked.

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "engines/composer/brief/brief.h"

namespace musicgen::composer {

using Words = std::vector<std::string>;  // phrases as people write them
using Weights = std::map<std::string, double>;

struct TempoRange {
  double min = 0;  // quarter notes a minute
  double max = 0;
  double usual = 0;
};

struct Ensemble {
  double weight = 1;
  std::vector<std::string> instruments;  // most important first
};

// A kind of a genre with a name of its own: techno is played as house, but faster.
struct Style {
  std::string name;
  Words words;
  std::optional<TempoRange> bpm;         // each of these replaces the genre's where it is given
  std::vector<std::string> instruments;  // an ensemble
  std::string mood;
  std::string meter;
};

// The [brief] table of a genre's file.
struct GenreProfile {
  std::string name;   // of the file
  std::string label;  // as people write it
  Words words;        // name the genre
  Words flavours;     // name it where nothing else does, and colour other genres: "jazzy"
  Words hints;        // suggest it: places and uses ("studying"), names of instruments
  std::string mood;   // where none is asked for
  TempoRange bpm;
  Weights keys;    // "F# minor"
  Weights meters;  // "4/4"
  std::vector<Ensemble> ensembles;
  std::vector<std::string> lends;  // instruments for another genre that is mixed with this one
  std::vector<Ambience> ambience;  // what belongs to it always, such as the crackle of vinyl
  std::vector<std::vector<double>> energy;  // curves, one of which is drawn
  std::vector<Style> styles;
};

// An entry of moods.toml.
struct MoodProfile {
  std::string name;
  Words words;
  double tempo = 1;                 // factor of the genre's usual tempo
  double valence = 0.5;             // 0 dark (phrygian, minor) to 1 bright (major, lydian)
  double energy = 0.5;              // 0 to 1; 0.5 leaves the genre's curve as it is
  double brightness = 0.5;          // of the sound, 0 to 1; 0.5 leaves it as it is
  std::vector<std::string> genres;  // that suit it, for prompts that name none
};

// An entry of instruments.toml, as far as briefs need it.
struct InstrumentProfile {
  std::string name;
  Words words;
};

// An entry of ambience.toml.
struct AmbienceProfile {
  std::string name;
  Words words;
  std::vector<std::string> genres;  // that suit it, for prompts that name none
};

// Instruments that one word means: "guitar". The genre chooses among them.
struct Family {
  std::string name;
  Words words;
  Words without;                        // "drumless"
  Words refused_with;                   // mean it only where they are not wanted: "percussion"
  std::vector<std::string> members;     // instruments; the first where the genre has none of them
  std::vector<std::string> companions;  // fall silent with them where the family is not wanted
  bool single = false;                  // a band has one of them only
};

// A band that has a name of its own: "string quartet".
struct Band {
  std::string name;
  Words words;
  std::vector<std::string> instruments;
  bool alone = false;  // nobody else plays
};

// A course of energy that has a name: "build".
struct Course {
  std::string name;
  Words words;
  std::vector<double> points;
};

// "slow": where in the genre's range of tempi, 0 its slowest to 1 its fastest; may go beyond.
struct TempoWord {
  std::string name;
  Words words;
  double place = 0.5;
};

struct MeterWord {
  std::string name;
  Words words;
  std::string meter;
};

// "electronic": several genres; the first where the prompt names none of them.
struct Umbrella {
  std::string name;
  Words words;
  std::vector<std::string> genres;
};

// How loud an ambience layer is: "heavy rain".
struct LevelWord {
  std::string name;
  Words words;
  double level = 0.5;
};

// The file language.toml: the plain words between the musical ones.
struct Language {
  Words filler;             // say nothing: "a", "song"
  Words turns;              // end what "no" or "without" began: "but"
  Words negations;          // "no"
  Words wide_negations;     // go on over "and": "without"
  Words fronted_negations;  // do so at the front of a clause: "instead of"
  Words replaced;           // after what is not wanted: "replaced by"
  Words exceptions;         // refused after `all`, wanted after a negation: "except"
  Words all;                // "everything"
  Words alone;              // before an instrument: nobody else plays, "solo"
  Words only;               // the same of any number of them: "just"
  Words nobody_else;        // the same, after them: "nothing else"
  Words music;              // the music itself, where it is refused: "no music"
  Words enders;             // come after that
  Words voices;        // singing, which the composer can't; known so that "no vocals" is understood
  Words instrumental;  // ask for no singing
  std::vector<LevelWord> levels;
  std::vector<TempoWord> tempi;
  std::vector<MeterWord> meters;
  std::vector<Course> courses;
  std::vector<Family> families;
  std::vector<Band> bands;
  std::vector<Umbrella> umbrellas;
};

struct Knowledge {
  std::vector<GenreProfile> genres;  // sorted by name, like all below
  std::vector<MoodProfile> moods;
  std::vector<InstrumentProfile> instruments;
  std::vector<AmbienceProfile> ambience;
  Language language;
};

// Reads and checks all files of a folder such as data_folder(). Throws EngineUnavailable that names
// the file and the key at fault.
Knowledge load_knowledge(const std::filesystem::path& folder);

// The entry of that name; nullptr where there is none.
template <class T>
const T* find_named(const std::vector<T>& list, std::string_view name) {
  for (const T& item : list) {
    if (item.name == name) return &item;
  }
  return nullptr;
}

template <class T>
std::vector<std::string> names_of(const std::vector<T>& list) {
  std::vector<std::string> names;
  for (const T& item : list) names.push_back(item.name);
  return names;
}

}  // namespace musicgen::composer
