#include "engines/composer/score/song.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace musicgen::composer::writing {

double Song::final_beat() const {
  if (!form.closes) return form.beats;
  return form.bars > 1 ? bar_start(form.bars - 1) : std::min(grid.half() / 4.0, form.beats / 2);
}

const Chord& Song::chord_at(double beat) const {
  const auto after =
      std::upper_bound(chords.begin(), chords.end(), beat + 1e-6,
                       [](double at, const Chord& chord) { return at < chord.start; });
  return after == chords.begin() ? chords.front() : *(after - 1);
}

Random Song::random(std::string_view purpose, int index) const {
  return Random(brief.seed, fmt::format("{}/{}", purpose, index));
}

std::string fitted_steps(const Song& song, const std::string& steps, const std::string& meter) {
  return fit_pattern(steps, meter_of(meter), song.grid);
}

const Figure* choose_figure(const Song& song, const std::vector<std::string>& names, double energy,
                            Random& random) {
  std::vector<const Figure*> figures;
  for (const Figure& figure : song.style.figures) {
    const bool named = std::find(names.begin(), names.end(), figure.name) != names.end();
    if (named) figures.push_back(&figure);
  }
  figures = fitting(song, figures);
  if (figures.empty()) return nullptr;
  std::vector<double> weights;
  for (const Figure* figure : figures) {
    // Figures of other energies wait for the case that none suits.
    const double outside = std::max({figure->from - energy, energy - figure->to, 0.0});
    weights.push_back(figure->weight * std::exp(-30 * outside));
  }
  return figures[random.weighted(weights)];
}

float velocity_of(const Song& song, double base, double energy, int step, double accent) {
  const int strength = song.grid.accent(step);
  const double metric = strength >= 3 ? 0.05 : strength == 2 ? 0.02 : strength == 1 ? -0.02 : -0.05;
  const double swell = song.style.dynamics * (energy - 0.5) * 0.5;
  return static_cast<float>(std::clamp(base + metric + swell + accent * 0.18, 0.08, 1.0));
}

}  // namespace musicgen::composer::writing
