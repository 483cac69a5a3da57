#pragma once
// All phrases that mean something, from the data files, and their longest match in running text.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engines/composer/brief/knowledge.h"
#include "engines/composer/brief/words.h"

namespace musicgen::composer {

enum class Kind {
  genre,     // names a genre; `detail` is the style, if it is one
  flavour,   // colours a genre, or names one where nothing else does
  hint,      // suggests a genre
  echo,      // suggests the genre whose name is part of a sound's: "rock drums"
  umbrella,  // stands for several genres
  mood,
  instrument,
  family,
  without,  // says that a family is not wanted: "drumless"
  refused,  // means a family where it is not wanted: "percussion"
  band,
  ambience,
  level,
  tempo,
  meter,
  course,
  negation,   // `detail` is "wide" or "fronted" where it goes on over "and"
  replaced,   // refuses what stands before it
  exception,  // "but"
  all,        // "everything"
  turn,
  alone,  // `name` is "only" where any number may follow
  nobody_else,
  music,  // refused as a whole: "no music"
  ender,  // may stand after that
  voice,
  instrumental,
  filler,
};

struct Meaning {
  Kind kind = Kind::filler;
  std::string name;  // of the entry in the data files
  std::string detail;
};

using Meanings = std::vector<Meaning>;

class Vocabulary {
 public:
  explicit Vocabulary(const Knowledge& knowledge);

  struct Hit {
    std::size_t count = 0;  // words
    const Meanings* meanings = nullptr;
  };

  // The longest phrase that these words begin with; count 0 where there is none. Singular and
  // plural of its last word are the same.
  Hit longest(std::span<const Word> words) const;

 private:
  void add(const Words& phrases, Kind kind, const std::string& name,
           const std::string& detail = "");
  void add_echoes();
  std::optional<Meaning> genre_within(const std::vector<Word>& phrase) const;
  const Meanings* find(const std::string& form) const;

  std::unordered_map<std::string, Meanings> phrases_;
  std::size_t longest_ = 0;
};

// The first meaning of that kind; nullptr where there is none.
const Meaning* find_meaning(const Meanings& meanings, Kind kind);

}  // namespace musicgen::composer
