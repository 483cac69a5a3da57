#pragma once
// What the song sings, bar by bar, before there are pitches. Each kind of section has two themes;
// phrases state, answer, sequence and close them, sections contrast them, and sections that return
// develop them.

#include <string>
#include <vector>

#include "engines/composer/score/motif.h"
#include "engines/composer/score/song.h"

namespace musicgen::composer::writing {

struct SungPhrase {
  std::vector<Motif> bars;
  int pickups = 0;      // eighths before the first bar that lead into it
  int shift = 0;        // scale steps above where the tune is at home
  bool closes = false;  // on the tonic if the harmony allows, rather than open
};

class Tune {
 public:
  explicit Tune(const Song& song);

  SungPhrase phrase(const Phrase& phrase) const;

  // The bar from which the song's themes grow.
  const Motif& germ() const { return germ_; }

 private:
  struct Theme {
    Motif statement;
    Motif answer;
    std::string script;    // a letter a bar, see `motif_for`
    std::vector<int> arc;  // scale steps that each bar lies higher
    int pickups = 0;
  };
  struct Material {
    Theme first;
    Theme second;
    Motif half_close;
    Motif full_close;
  };

  std::string rhythm(const std::vector<std::string>& list, Random& random) const;
  Theme make_theme(Motif statement, const std::vector<std::string>& rhythms, Random& random) const;
  Material material_of(const Phrase& phrase) const;
  Material solo_of(const Phrase& phrase) const;
  Motif motif_for(char letter, const Theme& theme) const;
  Motif developed(Motif motif, const Phrase& phrase) const;
  int lift(const Phrase& phrase) const;

  const Song& song_;
  Motif germ_;
};

}  // namespace musicgen::composer::writing
