// Bass lines: figures of chord members, walking lines, and lines that follow the bass drum.

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "engines/composer/score/roman.h"
#include "engines/composer/score/writers.h"

namespace musicgen::composer::writing {
namespace {

int pitch_class(int pitch) {
  return ((pitch % 12) + 12) % 12;
}

class BassWriter {
 public:
  BassWriter(const Song& song, const Player& player)
      : song_(song), player_(player), random_(song.random("bass/" + player.seat.name)) {
    // The low octave and a half of the instrument is where a bass speaks.
    top_ = std::min(player.high, player.low + 19);
    at_ = player.low + 7;
  }

  std::vector<Note> write() {
    for (std::size_t i = 0; i < song_.form.phrases.size(); ++i) {
      if (player_.present[i]) write_phrase(i);
    }
    write_final();
    return std::move(notes_);
  }

 private:
  void write_phrase(std::size_t index) {
    const Phrase& phrase = song_.form.phrases[index];
    Random random = song_.random(fmt::format("figure/{}/{}", player_.seat.name, phrase.kind));
    const Figure* figure = choose_figure(song_, player_.seat.play, phrase.energy, random);
    const Groove* groove = song_.grooves[index];
    for (int bar = 0; bar < phrase.bars; ++bar) {
      if (figure != nullptr && figure->steps == "walk") {
        walk_bar(phrase, bar);
      } else if (figure != nullptr && figure->steps == "kick" && groove != nullptr) {
        write_bar(phrase, bar, along_kick(*groove, bar));
      } else if (figure != nullptr && figure->steps != "kick") {
        const std::string steps = fitted_steps(song_, figure->steps, figure->meter);
        const int count = song_.grid.steps();
        const int bars = static_cast<int>(steps.size()) / count;
        write_bar(phrase, bar, steps.substr((bar % bars) * count, count));
      } else {
        write_bar(phrase, bar, "1" + std::string(song_.grid.steps() - 1, '-'));
      }
    }
  }

  // Roots with the bass drum; the last of a bar may leave for the fifth or the octave.
  std::string along_kick(const Groove& groove, int bar) {
    std::string steps(song_.grid.steps(), '-');
    std::vector<int> kicks = kick_steps(song_, groove, bar);
    if (kicks.empty() || kicks.front() != 0) steps[0] = '1';
    for (std::size_t i = 0; i < kicks.size(); ++i) {
      const bool last = i + 1 == kicks.size() && i > 0;
      steps[kicks[i]] = last && random_.chance(0.35) ? (random_.chance(0.5) ? '5' : '8') : '1';
    }
    return steps;
  }

  void write_bar(const Phrase& phrase, int bar, const std::string& steps) {
    const int count = static_cast<int>(steps.size());
    const double start_of_bar = song_.bar_start(phrase.bar + bar);
    for (int i = 0; i < count; ++i) {
      const double start = start_of_bar + i / 4.0;
      if (steps[i] == '-' || steps[i] == '.' || start >= song_.final_beat() - 1e-6) continue;
      int held = 1;
      while (i + held < count && steps[i + held] == '-') ++held;
      double end = start + held / 4.0;
      sound(steps[i], start, end, phrase.energy, i);
    }
  }

  // A held note gives way to the next chord's root where the harmony changes under it.
  void sound(char step, double start, double end, double energy, int place) {
    while (start < end - 1e-6) {
      const Chord& chord = song_.chord_at(start);
      const double until = std::min(end, chord.start + chord.length);
      const double accent = step == 'g' ? -1.5 : step == '8' ? 0.1 : 0;
      const double length = step == 'g' ? std::min(0.2, until - start) : until - start;
      const float velocity = velocity_of(song_, player_.seat.velocity, energy, place, accent);
      notes_.push_back({start, length, pitch_of(step, chord, start), velocity});
      start = until;
      step = '1';
    }
  }

  int pitch_of(char step, const Chord& chord, double beat) {
    if (step == 'a') return approach(song_.chord_at(chord.start + chord.length + 0.01), chord);
    const bool opens = beat - chord.start < 0.26;
    const int root = nearest(opens ? chord.bass : chord.root);
    if (step == '1' || step == 'g') return at_ = root;
    if (step == '8') return root + 12 <= player_.high ? root + 12 : root;
    const int degree = step == '3' ? 3 : step == '5' ? 5 : 7;
    return at_above(root, member(chord, degree));
  }

  // Semitones of a member above the root; the fifth where the chord has no such member.
  static int member(const Chord& chord, int degree) {
    const int low = degree == 3 ? 3 : degree == 5 ? 6 : 9;
    const int high = degree == 3 ? 5 : degree == 5 ? 8 : 11;
    for (const int tone : chord.tones) {
      const int interval = pitch_class(tone - chord.root);
      if (interval >= low && interval <= high) return interval;
    }
    return 7;
  }

  int at_above(int root, int interval) const {
    return root + interval <= top_               ? root + interval
           : root + interval - 12 >= player_.low ? root + interval - 12
                                                 : root;
  }

  // The pitch of that class nearest to where the hand is, in the low range.
  int nearest(int note) const {
    int best = player_.low + pitch_class(note - player_.low);
    for (int pitch = best; pitch <= top_; pitch += 12) {
      const auto cost = [&](int p) { return std::abs(p - at_) + (p > player_.low + 12 ? 5 : 0); };
      if (cost(pitch) < cost(best)) best = pitch;
    }
    return best;
  }

  int approach(const Chord& next, const Chord& now) {
    const int target = nearest(next.bass);
    const std::vector<int> scale = scale_over(now, song_.brief.key);
    const auto in_scale = [&](int pitch) {
      return std::find(scale.begin(), scale.end(), pitch_class(pitch)) != scale.end();
    };
    const int direction = random_.chance(0.6) ? -1 : 1;
    int pitch = target + direction;
    if (!in_scale(pitch) && random_.chance(0.6)) pitch = target + 2 * direction;
    return pitch < player_.low ? target + 1 : pitch;
  }

  // A walking line: the root on each change, then by step and chord tone toward the next root,
  // which the last beat approaches from a step or a fifth away.
  void walk_bar(const Phrase& phrase, int bar) {
    int step = 0;
    for (const int beat_length : song_.grid.beats()) {
      const double start = song_.bar_start(phrase.bar + bar) + step / 4.0;
      if (start >= song_.final_beat() - 1e-6) return;
      const Chord& chord = song_.chord_at(start);
      const double length = beat_length / 4.0;
      const double left = chord.start + chord.length - start;
      const Chord& next = song_.chord_at(chord.start + chord.length + 0.01);
      if (start - chord.start < 0.01) {
        at_ = nearest(chord.bass);
      } else if (left <= length + 0.01) {
        at_ = random_.chance(0.2) ? fifth_to(next) : approach(next, chord);
      } else {
        at_ = walk_step(chord, next, left / length);
      }
      const float velocity = velocity_of(song_, player_.seat.velocity, phrase.energy, step,
                                         random_.uniform(-0.2, 0.2));
      notes_.push_back({start, length * 0.94, at_, velocity});
      if (phrase.energy > 0.45 && random_.chance(0.1)) {
        notes_.push_back({start + length * 0.66, length * 0.2, at_, velocity * 0.6f});
        notes_[notes_.size() - 2].length = length * 0.6;
      }
      step += beat_length;
    }
  }

  int fifth_to(const Chord& next) const {
    const int target = nearest(next.bass);
    return target + 7 <= top_ ? target + 7 : std::max(player_.low, target - 5);
  }

  int walk_step(const Chord& chord, const Chord& next, double beats_left) {
    const std::vector<int> scale = scale_over(chord, song_.brief.key);
    const int target = nearest(next.bass);
    std::vector<int> pitches;
    std::vector<double> weights;
    for (int pitch = std::max(player_.low, at_ - 7); pitch <= std::min(top_, at_ + 7); ++pitch) {
      if (pitch == at_) continue;
      const bool chordal = std::find(chord.tones.begin(), chord.tones.end(), pitch_class(pitch)) !=
                           chord.tones.end();
      const bool scalar = std::find(scale.begin(), scale.end(), pitch_class(pitch)) != scale.end();
      if (!chordal && !scalar) continue;
      const int leap = std::abs(pitch - at_);
      const double distance = std::abs(pitch - target) - 2.5 * (beats_left - 1);
      double weight = (chordal ? 2.2 : 1.0) * std::exp(-0.25 * leap);
      weight *= std::exp(-0.12 * std::max(0.0, distance));
      if (notes_.size() > 1 && pitch == notes_[notes_.size() - 2].pitch) weight *= 0.25;
      pitches.push_back(pitch);
      weights.push_back(weight);
    }
    return pitches.empty() ? at_ : pitches[random_.weighted(weights)];
  }

  void write_final() {
    const Phrase& last = song_.form.phrases.back();
    const bool was_playing = !notes_.empty() && notes_.back().start > song_.final_beat() - 16;
    if (!was_playing && !player_.present[last.index]) return;
    const double start = song_.final_beat();
    const float velocity = velocity_of(song_, player_.seat.velocity, last.energy, 0, 0.2);
    notes_.push_back({start, song_.end() - start, nearest(song_.chord_at(start).root), velocity});
  }

  const Song& song_;
  const Player& player_;
  Random random_;
  int top_;
  int at_;  // where the hand is
  std::vector<Note> notes_;
};

}  // namespace

std::vector<Note> write_bass(const Song& song, const Player& player) {
  return BassWriter(song, player).write();
}

}  // namespace musicgen::composer::writing
