#include "engines/composer/score/tune.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace musicgen::composer::writing {
namespace {

const std::string& pick(const std::vector<std::string>& list, Random& random) {
  return list[random.between(0, static_cast<int>(list.size()) - 1)];
}

}  // namespace

Tune::Tune(const Song& song) : song_(song) {
  Random random = song.random("motif/germ");
  germ_ = make_motif(rhythm(song.style.melody.rhythms, random), song.style.melody.leaps, random);
}

std::string Tune::rhythm(const std::vector<std::string>& list, Random& random) const {
  if (list.empty()) return "x" + std::string(song_.grid.steps() - 1, '-');
  return fitted_steps(song_, pick(list, random), "4/4").substr(0, song_.grid.steps());
}

Tune::Theme Tune::make_theme(Motif statement, const std::vector<std::string>& rhythms,
                             Random& random) const {
  const MelodyStyle& style = song_.style.melody;
  Theme theme;
  theme.answer = make_motif(rhythm(rhythms, random), style.leaps, random);
  // An answer that keeps half of the statement, or turns it around, is heard as one.
  const double kinship = random.uniform();
  if (kinship < 0.4) {
    theme.answer = spliced(statement, theme.answer, song_.grid.half());
  } else if (kinship < 0.7) {
    theme.answer = with_contour(theme.answer, inverted(statement));
  }
  theme.statement = std::move(statement);
  static const std::vector<std::string> kScripts{"aub", "aba", "ada", "aau", "abt", "afa",
                                                 "aab", "adb", "a.a", "ab.", "a.b"};
  std::vector<double> weights(kScripts.size(), 1 - style.rests);
  for (std::size_t i = 8; i < weights.size(); ++i) weights[i] = 2.5 * style.rests;
  theme.script = kScripts[random.weighted(weights)];
  static const std::vector<std::vector<int>> kArcs{{0, 0, 0, 0},    {0, 1, 2, 1},  {0, 2, 1, -1},
                                                   {0, -1, -2, -1}, {2, 1, 0, -1}, {-1, 0, 2, 3}};
  theme.arc = kArcs[random.between(0, static_cast<int>(kArcs.size()) - 1)];
  if (random.chance(style.pickups)) theme.pickups = random.between(1, 3);
  return theme;
}

// The core of the song sings its germ; other kinds have a rhythm of their own on its contour,
// perhaps turned around, or a contour of their own.
Tune::Material Tune::material_of(const Phrase& phrase) const {
  const std::string& core = song_.style.form.core;
  const bool borrows = phrase.kind == "intro" || phrase.kind == "outro" ||
                       phrase.kind == "variation" || phrase.kind == "development";
  const std::string kind = borrows ? core : phrase.kind;
  const int cycle = borrows ? 0 : phrase.visit / (kind == core ? 8 : 4);
  Random random = song_.random("motif/" + kind, cycle);
  const MelodyStyle& style = song_.style.melody;
  Motif statement = make_motif(rhythm(style.rhythms, random), style.leaps, random);
  if (kind == core && cycle == 0) {
    statement = germ_;
  } else if (random.chance(0.5)) {
    statement = with_contour(statement, random.chance(0.5) ? inverted(germ_) : germ_);
  }
  Material material;
  material.first = make_theme(statement, style.rhythms, random);
  const Motif contrast = random.chance(0.5)
                             ? material.first.answer
                             : make_motif(rhythm(style.rhythms, random), style.leaps, random);
  material.second = make_theme(contrast, style.rhythms, random);
  material.half_close = make_ending(rhythm(style.endings, random), random);
  material.full_close = make_ending(rhythm(style.endings, random), random);
  return material;
}

// Each phrase of a solo takes up what the song knows, or what comes to mind.
Tune::Material Tune::solo_of(const Phrase& phrase) const {
  const MelodyStyle& style = song_.style.melody;
  const std::vector<std::string>& rhythms = style.solos.empty() ? style.rhythms : style.solos;
  Random random = song_.random("motif/solo", phrase.index);
  Motif statement = make_motif(rhythm(rhythms, random), std::min(1.0, style.leaps + 0.3), random);
  if (random.chance(0.3)) statement = with_contour(statement, germ_);
  Material material;
  material.first = material.second = make_theme(statement, rhythms, random);
  material.half_close =
      make_motif(rhythm(random.chance(0.5) ? rhythms : style.endings, random), style.leaps, random);
  material.full_close = make_ending(rhythm(style.endings, random), random);
  return material;
}

// a statement, u and d the statement a step higher or lower, t a third higher, b answer, f the
// statement's first half, . rest.
Motif Tune::motif_for(char letter, const Theme& theme) const {
  switch (letter) {
    case 'a':
      return theme.statement;
    case 'u':
      return transposed(theme.statement, 1);
    case 'd':
      return transposed(theme.statement, -1);
    case 't':
      return transposed(theme.statement, 2);
    case 'b':
      return theme.answer;
    case 'f':
      return fragment(theme.statement, song_.grid.half());
    default:
      return {};
  }
}

SungPhrase Tune::phrase(const Phrase& phrase) const {
  const bool solo = phrase.kind == "solo";
  const Material material = solo ? solo_of(phrase) : material_of(phrase);
  const int number = phrase.bar_in_section / song_.style.phrase;
  const bool second = phrase.theme == 'B';
  const Theme& theme = second ? material.second : material.first;

  SungPhrase sung;
  sung.closes = phrase.closes || number % 2 == 1;
  sung.shift = lift(phrase) + (second ? 2 : 0);
  for (int bar = 0; bar < phrase.bars; ++bar) {
    const bool last = bar + 1 == phrase.bars && phrase.bars > 1;
    if (last) {
      sung.bars.push_back(sung.closes ? material.full_close : material.half_close);
    } else {
      const char letter = theme.script[bar % theme.script.size()];
      const int arc = theme.arc[bar % theme.arc.size()];
      sung.bars.push_back(developed(transposed(motif_for(letter, theme), arc), phrase));
    }
  }
  const bool on_time = !sung.bars.empty() && !sung.bars[0].empty() && sung.bars[0][0].step <= 2;
  if (on_time) sung.pickups = theme.pickups;
  return sung;
}

// What happens to the motifs when a kind of section returns.
Motif Tune::developed(Motif motif, const Phrase& phrase) const {
  const bool core = phrase.kind == song_.style.form.core;
  if (phrase.kind == "outro") return augmented(motif, song_.grid.steps());
  if (phrase.kind == "variation") return divided(motif);
  if (phrase.kind == "development") {
    return phrase.bar_in_section % 2 == 0 ? inverted(motif) : divided(motif);
  }
  if (!core && phrase.visit % 4 == 2) return inverted(motif);
  if (!core && phrase.visit % 4 == 3) return divided(motif);
  return motif;
}

// How many scale steps above home a phrase lies: with its energy, and highest about the golden
// section of the song.
int Tune::lift(const Phrase& phrase) const {
  const double golden = 0.618 * song_.form.bars;
  const bool climax = phrase.bar <= golden && golden < phrase.bar + phrase.bars;
  return static_cast<int>(std::lround((phrase.energy - 0.5) * 4)) + (climax ? 2 : 0);
}

}  // namespace musicgen::composer::writing
