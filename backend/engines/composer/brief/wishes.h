#pragma once
// What a request asks for, before anything is decided: the prompt is read first, then the
// parameters, which win.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "engines/composer/brief/brief.h"
#include "engines/composer/brief/knowledge.h"
#include "engines/composer/brief/vocabulary.h"
#include "engines/composer/brief/words.h"

namespace musicgen::composer {

template <class T>
struct Wish {
  T value{};
  Source source = Source::prompt;
  std::string words;  // of the prompt
};

struct GenreChoice {
  std::string genre;
  std::string style;  // of its styles; empty for the genre at large
};

// An instrument, or a family of which the genre chooses one.
struct Player {
  std::string name;
  bool is_family = false;
  bool operator==(const Player&) const = default;
};

struct Hint {
  std::string genre;
  Span span;
  std::string style;   // of the genre, where it is named
  bool named = false;  // within the name of a sound: "rock drums" weighs more than "piano"
};

// Which words of the prompt were of use.
class Reading {
 public:
  explicit Reading(std::string text) : text_(std::move(text)), words_(words_of(text_)) {
    used_.resize(words_.size(), false);
    joined_.resize(words_.size(), false);
  }

  const std::vector<Word>& words() const { return words_; }
  const std::vector<bool>& used() const { return used_; }
  void use(const Span& span);
  void leave(const Span& span);  // of no use after all; its words are listed as one
  std::string spelling(const Span& span) const;

  // The words of no use, as the prompt spells them, each once: at most 100 of 60 characters.
  std::vector<std::string> unused() const;

 private:
  std::string text_;
  std::vector<Word> words_;
  std::vector<bool> used_;
  std::vector<bool> joined_;  // to the word before
};

struct Wishes {
  explicit Wishes(std::string text) : reading(std::move(text)) {}

  Reading reading;
  std::optional<Wish<GenreChoice>> genre;
  std::optional<Wish<std::string>> umbrella;
  std::vector<Wish<std::string>> other_genres;  // colour the chosen one
  std::vector<Hint> hints;                      // named ones first, in the prompt's order
  std::vector<Wish<std::string>> moods;         // the first is the song's, the others colour it
  std::optional<Wish<double>> bpm;
  std::optional<Wish<double>> tempo_place;  // in the genre's range, 0 to 1
  std::optional<Wish<Key>> key;
  std::optional<Wish<Mode>> mode;
  std::optional<Wish<Meter>> meter;
  std::vector<Wish<Player>> players;
  bool alone = false;  // nobody but `players`
  std::vector<Wish<Player>> without;
  std::vector<std::string> kept;  // instruments that play although their family is in `without`
  std::vector<Wish<Ambience>> ambience;
  bool only_this_ambience = false;
  std::optional<Wish<std::vector<double>>> energy;  // exactly this curve
  std::optional<Wish<std::string>> course;          // the name of one, shaped by the mood
  std::optional<Wish<double>> energy_level;
  std::optional<Wish<Seconds>> duration;
  std::vector<std::string> unwanted_genres;
  std::vector<std::string> unwanted_moods;
  std::vector<std::string> unwanted_ambience;
  std::vector<Fact> notes;  // for the brief's facts: "instrumental", what is not wanted
};

// Reads a prompt that clean_text has seen to.
Wishes wishes_of(const std::string& prompt, const Knowledge& knowledge,
                 const Vocabulary& vocabulary);

// Lays the parameters over the wishes. Throws InvalidParameter with the field.
void apply_parameters(const JsonObject& parameters, const Knowledge& knowledge,
                      const Vocabulary& vocabulary, Wishes& wishes);

}  // namespace musicgen::composer
