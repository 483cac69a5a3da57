#pragma once
#include <optional>
#include <vector>

#include "base/units.h"
#include "engines/composer/brief/words.h"

namespace musicgen::composer {

struct StatedLength {
  Seconds value{};
  Span span;
};

// The length that is said from the word at `first` on: "2 minutes and 30 seconds", "1:30", "2m30s",
// "half an hour", "40 s", "1,5 min". What may as well mean something else is none: decades ("80s"),
// drum machines ("808s"), metres ("100m"), times of day, and places in a song ("after 30 seconds").
std::optional<StatedLength> length_at(const std::vector<Word>& words, std::size_t first);

}  // namespace musicgen::composer
