#include "engines/composer/score/voicing.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace musicgen::composer::writing {
namespace {

using Pitches = std::vector<int>;

int pitch_class(int pitch) {
  return ((pitch % 12) + 12) % 12;
}

// The chord's tones that matter, most important first: a band that has a bass can spare root and
// fifth, never third and seventh.
std::vector<int> tones_for(const Chord& chord, const VoicingStyle& style) {
  std::vector<int> tones;
  const auto interval = [&](int tone) { return pitch_class(tone - chord.root); };
  if (style.kind == "power" || style.kind == "fifths") {
    tones.push_back(chord.root);
    for (const int tone : chord.tones) {
      if (interval(tone) >= 6 && interval(tone) <= 8) tones.push_back(tone);
    }
    return tones;
  }
  std::vector<int> order;
  const auto take = [&](int low, int high) {
    for (const int tone : chord.tones) {
      const bool fits = interval(tone) >= low && interval(tone) <= high;
      if (fits && std::find(order.begin(), order.end(), tone) == order.end()) order.push_back(tone);
    }
  };
  const bool rootless = style.kind == "shell" && chord.tones.size() > 3;
  take(3, 5);
  if (chord.tones.size() > 3) take(10, 11);
  if (!rootless) order.insert(order.begin(), chord.root);
  if (chord.tones.size() > 4 && style.voices > 3) take(1, 2);
  if (chord.tones.size() > 4 && style.voices > 3) take(8, 9);
  take(6, 8);
  take(1, 11);
  if (rootless) order.push_back(chord.root);
  const std::size_t limit = style.kind == "triad" ? 3 : static_cast<std::size_t>(style.voices);
  for (const int tone : order) {
    if (tones.size() < limit && std::find(tones.begin(), tones.end(), tone) == tones.end()) {
      tones.push_back(tone);
    }
  }
  return tones;
}

// All close layouts of `tones` with `voices` notes, from each tone at the bottom and each octave.
std::vector<Pitches> close_layouts(std::vector<int> tones, int voices, int low, int high) {
  std::sort(tones.begin(), tones.end());
  std::vector<Pitches> layouts;
  for (int bottom = low; bottom <= high; ++bottom) {
    const auto at = std::find(tones.begin(), tones.end(), pitch_class(bottom));
    if (at == tones.end()) continue;
    Pitches pitches{bottom};
    std::size_t index = at - tones.begin();
    while (static_cast<int>(pitches.size()) < voices) {
      index = (index + 1) % tones.size();
      int next = pitches.back() + pitch_class(tones[index] - pitches.back());
      if (next == pitches.back()) next += 12;
      pitches.push_back(next);
    }
    layouts.push_back(pitches);
  }
  return layouts;
}

void open_up(Pitches& pitches, const std::string& kind) {
  const std::size_t count = pitches.size();
  if (kind == "drop2" && count >= 4) pitches[count - 2] -= 12;
  if (kind == "open" && count >= 3) {
    for (std::size_t i = 1; i < count; i += 2) pitches[i] += 12;
  }
  std::sort(pitches.begin(), pitches.end());
}

// Low intervals blur: about a fifth below C3, a third below G3 (the usual "low interval limits").
double mud(const Pitches& pitches) {
  double cost = 0;
  for (std::size_t i = 1; i < pitches.size(); ++i) {
    const int gap = pitches[i] - pitches[i - 1];
    if (pitches[i - 1] < 48 && gap < 7) cost += 3.0 * (7 - gap);
    if (pitches[i - 1] < 55 && gap < 3) cost += 6;
    if (gap == 1) cost += 1.5;
  }
  return cost;
}

// Fifths and octaves between the same voices that move in parallel.
int parallels(const Pitches& from, const Pitches& to) {
  if (from.size() != to.size()) return 0;
  int count = 0;
  for (std::size_t i = 0; i < from.size(); ++i) {
    for (std::size_t j = i + 1; j < from.size(); ++j) {
      const int before = (from[j] - from[i]) % 12;
      const int after = (to[j] - to[i]) % 12;
      count += before == after && (before == 7 || before == 0) && from[i] != to[i];
    }
  }
  return count;
}

double cost_of(const Pitches& pitches, const VoicingStyle& style, const Pitches& before) {
  const double middle = (style.low + style.high) / 2.0;
  const double centre = (pitches.front() + pitches.back()) / 2.0;
  double cost = mud(pitches) + 0.35 * std::abs(centre - middle);
  if (before.empty()) return cost;
  cost += motion(before, pitches);
  cost += 0.7 * std::abs(pitches.back() - before.back());
  cost += (style.kind == "chorale" ? 12 : 0.5) * parallels(before, pitches);
  return cost;
}

}  // namespace

int motion(const std::vector<int>& from, const std::vector<int>& to) {
  const std::vector<int>& larger = from.size() >= to.size() ? from : to;
  const std::vector<int>& smaller = from.size() >= to.size() ? to : from;
  if (from.size() == to.size()) {
    int sum = 0;
    for (std::size_t i = 0; i < from.size(); ++i) sum += std::abs(from[i] - to[i]);
    return sum;
  }
  int sum = 0;
  for (const int pitch : larger) {
    int nearest = 127;
    for (const int other : smaller) nearest = std::min(nearest, std::abs(other - pitch));
    sum += nearest;
  }
  return sum;
}

std::vector<int> voice(const Chord& chord, const VoicingStyle& style,
                       const std::vector<int>& before) {
  const std::vector<int> tones = tones_for(chord, style);
  int voices = style.voices;
  if (style.kind == "power" || style.kind == "fifths") voices = std::min(voices, 3);
  const bool root_below = style.kind == "power" || style.kind == "fifths";
  Pitches best;
  double lowest = std::numeric_limits<double>::infinity();
  for (; voices >= 1 && best.empty(); --voices) {
    for (Pitches& pitches : close_layouts(tones, voices, style.low, style.high)) {
      if (root_below && pitch_class(pitches.front()) != chord.root) continue;
      open_up(pitches, style.kind);
      if (pitches.front() < style.low || pitches.back() > style.high) continue;
      const double cost = cost_of(pitches, style, before);
      if (cost < lowest) {
        lowest = cost;
        best = pitches;
      }
    }
  }
  if (best.empty()) best = {style.low + pitch_class(chord.root - style.low)};
  return best;
}

}  // namespace musicgen::composer::writing
