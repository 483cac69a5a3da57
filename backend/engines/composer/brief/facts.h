#pragma once
// Facts that a prompt states in so many words: "90 bpm", "in F# minor", "3/4", "2 minutes".

#include <optional>
#include <vector>

#include "base/units.h"
#include "engines/composer/brief/brief.h"
#include "engines/composer/brief/words.h"

namespace musicgen::composer {

template <class T>
struct Stated {
  T value{};
  Span span;  // the words that say so
};

struct StatedFacts {
  std::optional<Stated<double>> bpm;  // 30 to 300; the middle of a range
  std::optional<Stated<Key>> key;
  std::optional<Stated<Mode>> mode;  // "in a minor key"
  std::optional<Stated<Meter>> meter;
  std::optional<Stated<Seconds>> duration;
};

// The first statement of each kind; what can't be played ("900 bpm", "13/16") is no statement.
StatedFacts stated_facts(const std::vector<Word>& words);

}  // namespace musicgen::composer
