#include "engines/composer/score/line.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "engines/composer/score/roman.h"

namespace musicgen::composer::writing {
namespace {

int pitch_class(int pitch) {
  return ((pitch % 12) + 12) % 12;
}

bool contains(const std::vector<int>& list, int value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

struct Place {
  int pitch;
  int step;      // of the key's scale
  bool chordal;  // belongs to the chord
  double cost;   // of sounding here, whatever came before
};

double cost_here(const LineNote& note, int pitch, int step, bool chordal) {
  double cost = 0;
  const bool long_note = note.length >= 1;
  if (!chordal) cost += note.strong ? (long_note ? 7 : 4) : (long_note ? 2.5 : 0.5);
  // A half-step above a chord tone grates when it stays.
  if (!chordal && contains(note.chord->tones, pitch_class(pitch - 1)) && long_note) cost += 2;
  if (!note.closing.empty() && !contains(note.closing, pitch_class(pitch))) cost += 9;
  const double away = std::abs(step - note.wish);
  return cost + 0.12 * away * away;
}

double cost_between(const LineNote& from_note, const LineNote& note, const Place& from,
                    const Place& to, double leaps) {
  const int semitones = std::abs(to.pitch - from.pitch);
  double cost = 0.07 * semitones * (1 - leaps);
  if (semitones > 7) cost += 1.5 * (1.4 - leaps);
  if (semitones > 12) cost += 12;
  if (semitones == 6 || semitones == 10 || semitones == 11) cost += 2;
  // A dissonance goes on by step.
  if (!from.chordal && semitones > 2) cost += 3.5;
  if (note.free) return cost;
  const int wished = note.wish - from_note.wish;
  const int moved = to.step - from.step;
  cost += 1.1 * std::abs(moved - wished);
  if (wished * moved < 0) cost += 1.5;
  if (wished != 0 && semitones == 0) cost += 1.2;
  return cost;
}

std::vector<Place> places_for(const LineNote& note, const Key& key, const LineRange& range) {
  const std::vector<int> scale = scale_over(*note.chord, key);
  std::vector<Place> places;
  for (int pitch = range.low; pitch <= range.high; ++pitch) {
    const bool chordal = contains(note.chord->tones, pitch_class(pitch));
    if (!chordal && !contains(scale, pitch_class(pitch))) continue;
    const int step = scale_step_of(pitch, key);
    places.push_back({pitch, step, chordal, cost_here(note, pitch, step, chordal)});
  }
  if (places.empty()) places.push_back({range.low, scale_step_of(range.low, key), true, 0});
  return places;
}

}  // namespace

int scale_step_of(int pitch, const Key& key) {
  const std::vector<int>& steps = steps_of(key.mode);
  const int above = pitch - key.tonic;
  const int octave = above >= 0 ? above / 12 : -((11 - above) / 12);
  int degree = 0;
  while (degree + 1 < 7 && steps[degree + 1] <= above - 12 * octave) ++degree;
  return 7 * octave + degree;
}

std::vector<int> draw_line(const std::vector<LineNote>& notes, const Key& key,
                           const LineRange& range, int before) {
  std::vector<std::vector<Place>> columns;
  std::vector<std::vector<std::size_t>> back;
  std::vector<double> costs;
  for (std::size_t i = 0; i < notes.size(); ++i) {
    columns.push_back(places_for(notes[i], key, range));
    std::vector<double> reached(columns[i].size(), std::numeric_limits<double>::infinity());
    back.emplace_back(columns[i].size(), 0);
    for (std::size_t to = 0; to < columns[i].size(); ++to) {
      const Place& place = columns[i][to];
      if (i == 0) {
        const int leap = before < 0 ? 0 : std::abs(place.pitch - before);
        reached[to] = place.cost + (leap > 9 ? 0.4 * (leap - 9) : 0);
        continue;
      }
      for (std::size_t from = 0; from < columns[i - 1].size(); ++from) {
        const double cost =
            costs[from] + place.cost +
            cost_between(notes[i - 1], notes[i], columns[i - 1][from], place, range.leaps);
        if (cost < reached[to]) {
          reached[to] = cost;
          back[i][to] = from;
        }
      }
    }
    costs = std::move(reached);
  }
  std::vector<int> pitches(notes.size());
  std::size_t at = std::min_element(costs.begin(), costs.end()) - costs.begin();
  for (std::size_t i = notes.size(); i-- > 0;) {
    pitches[i] = columns[i][at].pitch;
    at = back[i][at];
  }
  return pitches;
}

}  // namespace musicgen::composer::writing
