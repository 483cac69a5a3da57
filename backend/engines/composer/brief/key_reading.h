#pragma once
// Keys in running text, for key_of and for the reader of prompts.

#include <optional>
#include <span>

#include "engines/composer/brief/brief.h"
#include "engines/composer/brief/words.h"

namespace musicgen::composer {

// What the first words of a text say about a key.
struct KeyReading {
  int tonic = 0;
  std::optional<Mode> mode;
  bool has_accidental = false;
  bool short_mode = false;  // the mode is one letter at the tonic: "am", "f#m"
  std::size_t count = 0;    // words read
};

// Reads a tonic with its accidental and mode off the front; nothing where there is none.
std::optional<KeyReading> read_key(std::span<const Word> words);

// Reads "minor", "harmonic minor", "dorian", ... off the front: the mode and the words it took.
struct ModeReading {
  Mode mode = Mode::major;
  std::size_t count = 0;
};
std::optional<ModeReading> read_mode(std::span<const Word> words);

}  // namespace musicgen::composer
