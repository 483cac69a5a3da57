#pragma once
// The phrases of the vocabulary in a text, with "no" and "without" worked out.

#include <vector>

#include "engines/composer/brief/vocabulary.h"
#include "engines/composer/brief/words.h"

namespace musicgen::composer {

struct Mention {
  Span span;
  Meanings meanings;
  bool negated = false;
  bool excepted = false;  // the brushes of "no drums except brushes"

  const Meaning* as(Kind kind) const { return find_meaning(meanings, kind); }
};

// In the text's order. Words with `taken` set belong to explicit facts and are passed over. A
// negation counts for the next phrase of its clause, and goes on over "or" ("no drums or bass"),
// after "without" over "and" too. Negations that found nothing to negate are not listed. "No
// instruments but" is listed as "only", "everything but" negates, "no music" is one mention.
std::vector<Mention> mentions_in(const std::vector<Word>& words, const std::vector<bool>& taken,
                                 const Vocabulary& vocabulary);

}  // namespace musicgen::composer
