#pragma once
// Numbers that a prompt spells in words: "ninety", "forty five", "a hundred and twenty".

#include <optional>
#include <vector>

#include "engines/composer/brief/words.h"

namespace musicgen::composer {

struct SpelledNumber {
  double value = 0;
  std::size_t end = 0;  // the first word after it
};

// The number that begins at a word, 1 to 999; none within another one ("twenty" of "a hundred and
// twenty") nor within one clause and the next.
std::optional<SpelledNumber> spelled_number(const std::vector<Word>& words, std::size_t first);

}  // namespace musicgen::composer
