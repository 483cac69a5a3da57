// The melody: the tune's motifs given pitches over the harmony, and sung with breath and ornament.

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "engines/composer/score/line.h"
#include "engines/composer/score/tune.h"
#include "engines/composer/score/writers.h"

namespace musicgen::composer::writing {
namespace {

class MelodyWriter {
 public:
  MelodyWriter(const Song& song, const Player& player) : song_(song), player_(player), tune_(song) {
    const int span = std::min(song.style.melody.span, player.high - player.low);
    // The tune lies in the middle of what the player has, a little above.
    const int middle = (player.low + player.high) / 2 + 1;
    range_.low = std::max(player.low, middle - span * 6 / 10);
    range_.high = std::min(player.high, range_.low + span + 5);
    range_.leaps = song.style.melody.leaps;
    home_ = scale_step_of((range_.low + range_.high) / 2, song.brief.key);
  }

  std::vector<Note> write() {
    for (const Phrase& phrase : song_.form.phrases) {
      if (player_.singing[phrase.index]) write_phrase(phrase);
    }
    write_final();
    return std::move(notes_);
  }

 private:
  void write_phrase(const Phrase& phrase) {
    const SungPhrase sung = tune_.phrase(phrase);
    const int base = home_ + sung.shift;
    std::vector<LineNote> line;
    for (std::size_t bar = 0; bar < sung.bars.size(); ++bar) {
      add_bar(sung.bars[bar], phrase.bar + static_cast<int>(bar), base, line);
    }
    while (!line.empty() && line.back().start >= song_.final_beat() - 1e-6) line.pop_back();
    if (line.empty()) return;
    add_pickups(sung.pickups, line);
    line.back().closing = closing_tones(line.back(), sung.closes);
    const std::vector<int> pitches = draw_line(line, song_.brief.key, range_, last_pitch_);
    sing(line, pitches, phrase);
    last_pitch_ = pitches.back();
  }

  // Eighths that run up into the first note, where the note before leaves room.
  void add_pickups(int count, std::vector<LineNote>& line) {
    const LineNote first = line.front();
    const double start = first.start - 0.5 * count;
    if (count == 0 || start < 0) return;
    if (!notes_.empty() && notes_.back().start > start - 0.5) return;
    if (!notes_.empty()) {
      notes_.back().length = std::min(notes_.back().length, start - notes_.back().start);
    }
    std::vector<LineNote> pickups;
    for (int i = count; i > 0; --i) {
      LineNote note;
      note.start = first.start - 0.5 * i;
      note.length = 0.5;
      note.wish = first.wish - i;
      note.free = i == count;
      note.chord = &song_.chord_at(note.start);
      pickups.push_back(note);
    }
    line.front().free = false;
    line.insert(line.begin(), pickups.begin(), pickups.end());
  }

  void add_bar(const Motif& motif, int bar, int base, std::vector<LineNote>& line) const {
    bool first = true;
    for (const MotifNote& note : motif) {
      LineNote slot;
      slot.start = song_.bar_start(bar) + note.step / 4.0;
      slot.length = note.length / 4.0;
      slot.strong = song_.grid.accent(note.step) >= 2;
      slot.wish = base + note.contour;
      slot.free = first;
      // A note that is held into the next chord belongs to that one.
      const Chord& chord = song_.chord_at(slot.start);
      const double change = chord.start + chord.length;
      const bool held_over = change - slot.start <= 0.5 && slot.start + slot.length - change > 0.24;
      slot.chord = held_over && change < song_.end() ? &song_.chord_at(change) : &chord;
      line.push_back(slot);
      first = false;
    }
  }

  std::vector<int> closing_tones(const LineNote& note, bool full) const {
    const std::vector<int>& tones = note.chord->tones;
    std::vector<int> closing(tones.begin(), tones.begin() + std::min<std::size_t>(3, tones.size()));
    const int tonic = song_.brief.key.tonic;
    const bool has_tonic = std::find(closing.begin(), closing.end(), tonic) != closing.end();
    if (full && has_tonic) return {tonic};
    return closing;
  }

  void sing(const std::vector<LineNote>& line, const std::vector<int>& pitches,
            const Phrase& phrase) {
    Random random = song_.random("melody/" + player_.seat.name, phrase.index);
    const double start = song_.bar_start(phrase.bar);
    const double length = phrase.bars * song_.grid.quarters();
    for (std::size_t i = 0; i < line.size(); ++i) {
      const double place = (line[i].start - start) / length;
      // A phrase swells to its middle and falls away.
      const double arc = 0.35 * std::sin(3.14159265 * std::clamp(place + 0.1, 0.0, 1.0)) - 0.15;
      const int bar_steps = song_.grid.steps();
      const int step = static_cast<int>(std::lround((line[i].start - start) * 4)) + bar_steps;
      const double accent = arc + random.uniform(-0.15, 0.15);
      const float velocity =
          velocity_of(song_, player_.seat.velocity, phrase.energy, step % bar_steps, accent);
      const double sounding = line[i].length * song_.style.legato;
      notes_.push_back({line[i].start, std::max(0.1, sounding), pitches[i], velocity});
      const bool again = phrase.visit > 0 || phrase.bar_in_section >= 2 * song_.style.phrase;
      if (i + 1 < line.size())
        ornament(line[i], line[i + 1], pitches[i], pitches[i + 1], again, random);
    }
  }

  // Fills a third between two notes with the step between them, or leads into the next note from a
  // half-step below.
  void ornament(const LineNote& note, const LineNote& next, int pitch, int next_pitch, bool again,
                Random& random) {
    const MelodyStyle& style = song_.style.melody;
    const bool room = note.length >= 1 && std::abs(note.start + note.length - next.start) < 1e-6;
    const int gap = std::abs(next_pitch - pitch);
    int added = -1;
    if (random.chance(again ? style.ornaments : style.ornaments / 3) && (gap == 3 || gap == 4)) {
      const int low = std::min(pitch, next_pitch);
      const int step = scale_step_of(low, song_.brief.key);
      added = low + 1;
      if (scale_step_of(added, song_.brief.key) == step) ++added;
    } else if (random.chance(style.chromatic) && next.strong && gap != 0) {
      added = next_pitch - 1;
    }
    if (added < range_.low || !room) return;
    Note& held = notes_.back();
    held.length = std::min(held.length, note.length - 0.5);
    notes_.push_back({next.start - 0.5, 0.45, added, held.velocity * 0.85f});
  }

  void write_final() {
    if (notes_.empty() || notes_.back().start < song_.final_beat() - 4 * song_.grid.quarters())
      return;
    const double start = song_.final_beat();
    LineNote note;
    note.start = start;
    note.length = song_.end() - start;
    note.strong = true;
    note.wish = scale_step_of(last_pitch_, song_.brief.key);
    note.chord = &song_.chord_at(start);
    note.closing = {song_.brief.key.tonic};
    const int pitch = draw_line({note}, song_.brief.key, range_, last_pitch_).front();
    const float velocity =
        velocity_of(song_, player_.seat.velocity, song_.form.phrases.back().energy, 0, 0);
    notes_.push_back({start, note.length, pitch, velocity});
  }

  const Song& song_;
  const Player& player_;
  Tune tune_;
  LineRange range_;
  int home_;
  int last_pitch_ = -1;
  std::vector<Note> notes_;
};

}  // namespace

std::vector<Note> write_melody(const Song& song, const Player& player) {
  return MelodyWriter(song, player).write();
}

}  // namespace musicgen::composer::writing
