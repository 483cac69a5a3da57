#pragma once
// English words as phones of the model, as the official code makes them (DiffRhythm 28ad63c,
// g2p/g2p/english.py and text_tokenizers.py, with phonemizer 3 over espeak-ng): numbers and
// abbreviations in words, other signs dropped, the text cut at punctuation (apostrophes too), each
// piece read by espeak-ng, stress removed, and neighbouring phones joined ("t", "s" to "ts").

#include <string>
#include <string_view>
#include <vector>

namespace musicgen::lyrics {

// Reads American English aloud, in phonetic letters. Implementations may be called from any thread.
class Speaker {
 public:
  virtual ~Speaker() = default;

  // IPA with '_' between the phones of a word and ' ' between words, as espeak-ng writes it:
  // "h_ə_l_ˈoʊ w_ˈɜː_l_d". `text` has letters, marks of letters, '_' and spaces only.
  virtual std::string ipa_of(const std::string& text) const = 0;
};

struct Phones {
  std::vector<std::string> phones;  // "_" between words; punctuation stands for itself
  int syllables = 0;
};

// `last` is whether nothing follows on the line: else a "_" may part it from what follows.
Phones english_phones(std::u32string_view text, bool last, const Speaker& speaker);

}  // namespace musicgen::lyrics
