// Chords, pads and arpeggios: voicings led through the song, struck as the figures say.

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "engines/composer/score/voicing.h"
#include "engines/composer/score/writers.h"

namespace musicgen::composer::writing {
namespace {

bool is_hold(char step) {
  return step == '-';
}
bool is_hit(char step) {
  return step != '-' && step != '.';
}

class ChordWriter {
 public:
  ChordWriter(const Song& song, const Player& player) : song_(song), player_(player) {
    VoicingStyle style{player.seat.voicing, player.seat.voices, player.low, player.high};
    std::vector<int> before;
    for (const Chord& chord : song.chords) {
      voicings_.push_back(voice(chord, style, before));
      before = voicings_.back();
    }
  }

  std::vector<Note> write() {
    for (const Phrase& phrase : song_.form.phrases) {
      if (player_.present[phrase.index]) write_phrase(phrase);
    }
    write_final();
    if (player_.role == Role::pad) tie();
    return std::move(notes_);
  }

 private:
  std::size_t chord_index(double beat) const { return &song_.chord_at(beat) - song_.chords.data(); }

  void write_phrase(const Phrase& phrase) {
    Random random = song_.random(fmt::format("figure/{}/{}", player_.seat.name, phrase.kind));
    const Figure* figure = choose_figure(song_, player_.seat.play, phrase.energy, random);
    const std::string whole(1, 'X');
    std::string steps = figure ? fitted_steps(song_, figure->steps, figure->meter)
                               : whole + std::string(song_.grid.steps() - 1, '-');
    const int first = phrase.bar * song_.grid.steps();
    const int count = phrase.bars * song_.grid.steps();
    const int length = static_cast<int>(steps.size());
    for (int i = 0; i < count; ++i) {
      const char step = steps[i % length];
      const double start = (first + i) / 4.0;
      if (!is_hit(step) || start >= song_.final_beat() - 1e-6) continue;
      int held = 1;
      while (i + held < count && is_hold(steps[(i + held) % length])) ++held;
      const double end = std::min((first + i + held) / 4.0, song_.final_beat());
      strike(step, start, end, phrase.energy, i % song_.grid.steps());
    }
  }

  // A hit that is held: chords that change under it are struck anew, unless the hit comes just
  // before the change and anticipates it.
  void strike(char step, double start, double end, double energy, int place) {
    std::size_t index = chord_index(start);
    const Chord& chord = song_.chords[index];
    const double change = chord.start + chord.length;
    if (change < end - 1e-6 && change - start <= 0.5 + 1e-6 && index + 1 < voicings_.size())
      ++index;
    while (start < end - 1e-6) {
      const Chord& now = song_.chords[index];
      const double until = std::min(end, now.start + now.length);
      sound(step, index, start, until, energy, place);
      start = until;
      if (++index >= voicings_.size()) break;
    }
  }

  void sound(char step, std::size_t index, double start, double end, double energy, int place) {
    const std::vector<int>& pitches = voicings_[index];
    const double accent = step == 'X' || step == 'D' ? 0.5 : step == 'o' ? -0.8 : 0;
    const float velocity = velocity_of(song_, player_.seat.velocity, energy, place, accent);
    if (step >= '1' && step <= '9') {
      notes_.push_back({start, end - start, voice_number(pitches, step - '1'), velocity});
      return;
    }
    const bool up = step == 'u';
    const bool strum = up || step == 'd' || step == 'D';
    const std::size_t lowest = up && pitches.size() > 3 ? pitches.size() - 3 : 0;
    // A pick crosses all strings in about 50 ms, faster when the music is loud.
    const double spread = strum ? (0.016 - 0.008 * energy) * song_.form.bpm / 60 : 0;
    for (std::size_t i = lowest; i < pitches.size(); ++i) {
      const double order = static_cast<double>(up ? pitches.size() - 1 - i : i - lowest);
      const double at = std::min(start + order * spread, end - 0.05);
      const float soft = velocity * (up ? 0.85f : 1.0f);
      notes_.push_back({at, end - at, pitches[i], soft});
    }
  }

  // The voice of that number, going on an octave higher above the last one.
  int voice_number(const std::vector<int>& pitches, int number) const {
    const int size = static_cast<int>(pitches.size());
    int pitch = pitches[number % size] + 12 * (number / size);
    while (pitch > player_.high) pitch -= 12;
    return pitch;
  }

  void write_final() {
    const Phrase& last = song_.form.phrases.back();
    const bool was_playing = !notes_.empty() && notes_.back().start > song_.final_beat() - 16;
    if (!was_playing && !player_.present[last.index]) return;
    const bool broken = player_.role == Role::arpeggio || player_.instrument.program == 46;
    const std::vector<int>& pitches = voicings_[chord_index(song_.final_beat())];
    const float velocity = velocity_of(song_, player_.seat.velocity, last.energy, 0, 0.2);
    for (std::size_t i = 0; i < pitches.size(); ++i) {
      const double at = song_.final_beat() + (broken ? 0.125 * static_cast<double>(i) : 0);
      notes_.push_back({at, std::max(0.25, song_.end() - at), pitches[i], velocity});
    }
  }

  // Pads hold common tones instead of striking them again.
  void tie() {
    std::stable_sort(notes_.begin(), notes_.end(),
                     [](const Note& a, const Note& b) { return a.start < b.start; });
    std::map<int, std::size_t> last;
    std::vector<Note> tied;
    for (const Note& note : notes_) {
      const auto before = last.find(note.pitch);
      if (before != last.end()) {
        Note& held = tied[before->second];
        const bool joins = std::abs(held.start + held.length - note.start) < 1e-6;
        if (joins && held.length < 4 * song_.grid.quarters() && note.start < song_.final_beat()) {
          held.length += note.length;
          continue;
        }
      }
      last[note.pitch] = tied.size();
      tied.push_back(note);
    }
    notes_ = std::move(tied);
  }

  const Song& song_;
  const Player& player_;
  std::vector<std::vector<int>> voicings_;
  std::vector<Note> notes_;
};

}  // namespace

std::vector<Note> write_chords(const Song& song, const Player& player) {
  return ChordWriter(song, player).write();
}

}  // namespace musicgen::composer::writing
