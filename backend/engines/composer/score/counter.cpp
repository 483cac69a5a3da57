// The second voice: long guide tones that lead from chord to chord, answers where the tune takes
// breath, and thirds or sixths under it where the song is at its fullest.

#include <algorithm>
#include <cmath>

#include "engines/composer/score/line.h"
#include "engines/composer/score/roman.h"
#include "engines/composer/score/tune.h"
#include "engines/composer/score/writers.h"

namespace musicgen::composer::writing {
namespace {

int pitch_class(int pitch) {
  return ((pitch % 12) + 12) % 12;
}

class CounterWriter {
 public:
  CounterWriter(const Song& song, const Player& player, const std::vector<Note>& melody)
      : song_(song),
        player_(player),
        melody_(melody),
        tune_(song),
        at_((player.low + player.high) / 2) {}

  std::vector<Note> write() {
    for (const Phrase& phrase : song_.form.phrases) {
      if (!player_.present[phrase.index] || player_.singing[phrase.index]) continue;
      const double start = song_.bar_start(phrase.bar);
      const double end = std::min(song_.final_beat(), song_.bar_start(phrase.bar + phrase.bars));
      const std::vector<Note> tune = melody_between(start, end);
      if (phrase.energy > 0.72 && tune.size() > 3) {
        follow(tune, phrase);
      } else {
        guide_and_answer(tune, start, end, phrase);
      }
    }
    const Phrase& last = song_.form.phrases.back();
    if (player_.present[last.index] && !player_.singing[last.index])
      guide(song_.final_beat(), song_.end(), last);
    return std::move(notes_);
  }

 private:
  std::vector<Note> melody_between(double start, double end) const {
    std::vector<Note> notes;
    for (const Note& note : melody_) {
      if (note.start >= start - 1e-6 && note.start < end - 1e-6) notes.push_back(note);
    }
    return notes;
  }

  // A third or sixth below each note of the tune, chosen so that it belongs to the chord where the
  // note stands long.
  void follow(const std::vector<Note>& tune, const Phrase& phrase) {
    for (const Note& note : tune) {
      const Chord& chord = song_.chord_at(note.start);
      const std::vector<int> scale = scale_over(chord, song_.brief.key);
      int best = -1;
      double lowest = 1e9;
      for (int below = 3; below <= 9; ++below) {
        int pitch = note.pitch - below;
        while (pitch > player_.high) pitch -= 12;
        while (pitch < player_.low) pitch += 12;
        const auto in = [&](const std::vector<int>& list) {
          return std::find(list.begin(), list.end(), pitch_class(pitch)) != list.end();
        };
        double cost = below <= 4 ? 0 : below >= 8 ? 0.6 : 3;
        cost += in(chord.tones) ? 0 : in(scale) ? (note.length >= 1 ? 3 : 0.7) : 20;
        cost += 0.05 * std::abs(pitch - at_);
        if (cost < lowest) {
          lowest = cost;
          best = pitch;
        }
      }
      at_ = best;
      const int step = static_cast<int>(std::lround(note.start * 4)) % song_.grid.steps();
      const float velocity = velocity_of(song_, player_.seat.velocity, phrase.energy, step, -0.1);
      notes_.push_back({note.start, note.length, best, velocity});
    }
  }

  // Where the tune rests or holds for two beats and more, the voice says something of its own.
  void guide_and_answer(const std::vector<Note>& tune, double start, double end,
                        const Phrase& phrase) {
    Random random = song_.random("answers/" + player_.seat.name, phrase.index);
    double from = start;
    for (std::size_t i = 0; i < tune.size(); ++i) {
      const double begin = std::max(tune[i].start + std::min(1.5, tune[i].length), from);
      const double close = i + 1 < tune.size() ? tune[i + 1].start : end;
      const double gap = std::floor(close * 2) / 2 - std::ceil(begin * 2) / 2;
      if (gap < 2 || !random.chance(0.7)) continue;
      const double first = std::ceil(begin * 2) / 2;
      guide(from, first, phrase);
      answer(first, gap, phrase);
      from = first + gap;
    }
    guide(from, end, phrase);
  }

  // As much of the song's first motif, turned around, as there is time for.
  void answer(double start, double length, const Phrase& phrase) {
    const Motif motif = inverted(fragment(tune_.germ(), static_cast<int>(length * 4)));
    std::vector<LineNote> line;
    for (const MotifNote& note : motif) {
      LineNote slot;
      slot.start = start + (note.step - motif.front().step) / 4.0;
      slot.length = note.length / 4.0;
      slot.strong = std::abs(slot.start - std::round(slot.start)) < 1e-6;
      slot.wish = scale_step_of(at_, song_.brief.key) + note.contour;
      slot.free = line.empty();
      slot.chord = &song_.chord_at(slot.start);
      line.push_back(slot);
    }
    if (line.empty()) return guide(start, start + length, phrase);
    const LineRange range{player_.low, player_.high, song_.style.melody.leaps};
    const std::vector<int> pitches = draw_line(line, song_.brief.key, range, at_);
    for (std::size_t i = 0; i < line.size(); ++i) {
      const int step = static_cast<int>(std::lround(line[i].start * 4)) % song_.grid.steps();
      const float velocity = velocity_of(song_, player_.seat.velocity, phrase.energy, step, 0.2);
      notes_.push_back({line[i].start, line[i].length, pitches[i], velocity});
    }
    notes_.back().length = std::max(notes_.back().length, start + length - notes_.back().start);
    at_ = pitches.back();
  }

  // The third or seventh of each chord that is nearest to where the voice is.
  void guide(double start, double end, const Phrase& phrase) {
    while (start < end - 1e-6) {
      const Chord& chord = song_.chord_at(start);
      const double until = std::min(end, chord.start + chord.length);
      int best = -1;
      double lowest = 1e9;
      for (int pitch = player_.low; pitch <= player_.high; ++pitch) {
        const int interval = pitch_class(pitch - chord.root);
        const auto& tones = chord.tones;
        if (std::find(tones.begin(), tones.end(), pitch_class(pitch)) == tones.end()) continue;
        double cost = std::abs(pitch - at_);
        cost += 0.1 * std::abs(pitch - (player_.low + player_.high) / 2);
        if (interval == 0 || interval == 7) cost += 1.5;
        if (cost < lowest) {
          lowest = cost;
          best = pitch;
        }
      }
      if (best < 0) best = at_;
      const float velocity = velocity_of(song_, player_.seat.velocity, phrase.energy, 0, 0);
      const bool tied = !notes_.empty() && notes_.back().pitch == best &&
                        std::abs(notes_.back().start + notes_.back().length - start) < 1e-6;
      if (tied) {
        notes_.back().length += until - start;
      } else {
        notes_.push_back({start, until - start, best, velocity});
      }
      at_ = best;
      start = until;
    }
  }

  const Song& song_;
  const Player& player_;
  const std::vector<Note>& melody_;
  Tune tune_;
  int at_;
  std::vector<Note> notes_;
};

}  // namespace

std::vector<Note> write_counter(const Song& song, const Player& player,
                                const std::vector<Note>& melody) {
  return CounterWriter(song, player, melody).write();
}

}  // namespace musicgen::composer::writing
