// Dynamics over long spans: how loud and how bright each player is through the sections.

#include <algorithm>
#include <cmath>

#include "engines/composer/score/finish.h"

namespace musicgen::composer::writing {
namespace {

struct Shade {
  double level_db;
  double brightness;
};

Shade shade_for(const Style& style, double energy) {
  return {std::clamp(style.dynamics * 12 * (energy - 0.75), -9.0, 0.0),
          std::clamp(0.4 + 0.65 * energy, 0.25, 1.0)};
}

bool is_synthetic(const Player& player) {
  const int program = player.instrument.program;
  return (program >= 80 && program < 104) || program == 38 || program == 62;
}

}  // namespace

std::vector<Expression> expression_of(const Song& song, const Player& player) {
  if (player.role == Role::drums) return {};
  std::vector<Expression> points;
  const auto add = [&](double beat, Shade shade) {
    points.push_back({beat, shade.level_db, shade.brightness});
  };
  const std::vector<Phrase>& phrases = song.form.phrases;
  for (std::size_t i = 0; i < phrases.size(); ++i) {
    const Phrase& phrase = phrases[i];
    const double start = song.bar_start(phrase.bar);
    const double end = std::min(song.end(), song.bar_start(phrase.bar + phrase.bars));
    Shade from = shade_for(song.style, phrase.energy);
    Shade to = phrase.closes || i + 1 == phrases.size()
                   ? from
                   : shade_for(song.style, phrases[i + 1].energy);
    const bool sweeps = song.style.sweeps && is_synthetic(player);
    if (sweeps && (phrase.kind == "build" || phrase.kind == "intro")) {
      const Section& section = song.form.sections[phrase.section];
      const double begin = static_cast<double>(phrase.bar_in_section) / section.bars;
      const double done = static_cast<double>(phrase.bar_in_section + phrase.bars) / section.bars;
      from.brightness = 0.2 + 0.6 * begin;
      to.brightness = 0.2 + 0.6 * done;
    }
    if (phrase.kind == "outro" && i + 1 == phrases.size()) to.level_db = from.level_db - 3;
    add(start, from);
    // A section's colour holds until just before the next one's.
    add(std::max(start, end - 0.05), to);
  }
  return points;
}

}  // namespace musicgen::composer::writing
