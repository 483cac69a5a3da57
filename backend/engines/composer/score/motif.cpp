#include "engines/composer/score/motif.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

namespace musicgen::composer::writing {
namespace {

// Contours as points in scale steps, stretched over the notes of a motif.
const std::vector<std::vector<double>>& shapes() {
  static const std::vector<std::vector<double>> kShapes{
      {0, 1, 2, 1, 0},     // arch
      {0, 2, 4, 2, 1},     // triad and back
      {0, -1, -2, -3},     // fall
      {0, 1, 2, 4},        // rise
      {0, 0, 0, 1, 0},     // insistence
      {0, 0, -1, -2, 0},   // sigh
      {0, 1, 0, -1, 0},    // turn
      {0, 4, 3, 2, 1},     // leap up, steps down
      {0, 2, 1, 3, 2},     // climbing thirds
      {0, -2, -1, 1, 0},   // dip
      {0, 2, 0, 2, 4},     // call
      {0, 5, 4, 2, 4},     // wide leap and return
      {0, -3, -2, -1, 0},  // drop and climb back
      {0, 0, 2, 2, 1, 1},  // pairs
      {0, 4, 2, 0, -1},    // falling triad
      {0, 1, -1, 0, 2},    // double neighbour
  };
  return kShapes;
}

double shape_at(const std::vector<double>& shape, double place) {
  const double at = place * static_cast<double>(shape.size() - 1);
  const std::size_t before = std::min(static_cast<std::size_t>(at), shape.size() - 2);
  const double part = at - static_cast<double>(before);
  return shape[before] * (1 - part) + shape[before + 1] * part;
}

Motif rhythm_of(const std::string& steps) {
  Motif motif;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (steps[i] == '.' || steps[i] == '-') continue;
    std::size_t end = i + 1;
    while (end < steps.size() && steps[end] == '-') ++end;
    motif.push_back({static_cast<int>(i), static_cast<int>(end - i), 0});
  }
  return motif;
}

double place_of(std::size_t index, std::size_t count) {
  return count < 2 ? 0 : static_cast<double>(index) / static_cast<double>(count - 1);
}

}  // namespace

Motif make_motif(const std::string& steps, double leaps, Random& random) {
  Motif motif = rhythm_of(steps);
  const int last = static_cast<int>(shapes().size()) - 1;
  const std::vector<double>& shape = shapes()[random.between(0, last)];
  const double width = 0.7 + 0.6 * leaps + random.uniform(-0.1, 0.2);
  const int sign = random.chance(0.25) ? -1 : 1;
  for (std::size_t i = 0; i < motif.size(); ++i) {
    const double value = width * shape_at(shape, place_of(i, motif.size()));
    motif[i].contour = sign * static_cast<int>(std::lround(value));
  }
  return motif;
}

Motif make_ending(const std::string& steps, Random& random) {
  Motif motif = rhythm_of(steps);
  const bool from_above = random.chance(0.7);
  for (std::size_t i = 0; i < motif.size(); ++i) {
    const int left = static_cast<int>(motif.size() - 1 - i);
    motif[i].contour =
        (from_above ? 1 : -1) * left - (from_above ? 1 : -1) * static_cast<int>(motif.size() - 1);
  }
  return motif;
}

Motif transposed(Motif motif, int scale_steps) {
  for (MotifNote& note : motif) note.contour += scale_steps;
  return motif;
}

Motif inverted(Motif motif) {
  const int axis = motif.empty() ? 0 : motif.front().contour;
  for (MotifNote& note : motif) note.contour = 2 * axis - note.contour;
  return motif;
}

Motif augmented(const Motif& motif, int steps) {
  Motif result;
  for (MotifNote note : motif) {
    note.step *= 2;
    if (note.step >= steps) break;
    note.length = std::min(2 * note.length, steps - note.step);
    result.push_back(note);
  }
  return result;
}

Motif fragment(const Motif& motif, int steps) {
  Motif result;
  for (MotifNote note : motif) {
    if (note.step >= steps) break;
    note.length = std::min(note.length, steps - note.step);
    result.push_back(note);
  }
  return result;
}

Motif divided(const Motif& motif) {
  Motif result;
  for (std::size_t i = 0; i < motif.size(); ++i) {
    MotifNote note = motif[i];
    if (note.length < 4) {
      result.push_back(note);
      continue;
    }
    const int next = i + 1 < motif.size() ? motif[i + 1].contour : note.contour;
    const int half = note.length / 4 * 2;
    result.push_back({note.step, half, note.contour});
    result.push_back(
        {note.step + half, note.length - half, note.contour + (next < note.contour ? -1 : 1)});
  }
  return result;
}

Motif spliced(const Motif& first, const Motif& second, int steps) {
  Motif result = fragment(first, steps);
  const int from = result.empty() ? 0 : result.back().contour;
  bool joined = false;
  int shift = 0;
  for (MotifNote note : second) {
    if (note.step < steps) continue;
    // The second half goes on from where the first one ended.
    if (!joined) shift = from + (note.contour >= 0 ? -1 : 1) - note.contour;
    joined = true;
    note.contour += shift;
    result.push_back(note);
  }
  return result;
}

Motif with_contour(Motif motif, const Motif& other) {
  if (other.empty()) return motif;
  for (std::size_t i = 0; i < motif.size(); ++i) {
    const double at = place_of(i, motif.size()) * static_cast<double>(other.size() - 1);
    motif[i].contour = other[static_cast<std::size_t>(std::lround(at))].contour;
  }
  return motif;
}

}  // namespace musicgen::composer::writing
