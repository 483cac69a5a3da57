#include "engines/composer/score/finish.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engines/composer/score/voicing.h"

namespace musicgen::composer::writing {
namespace {

constexpr double kLongestSilence_s = 1.2;
constexpr double kShortest = 0.05;  // beats

std::string drum_group(int key) {
  if (key == 35 || key == 36) return "kick";
  if (key >= 37 && key <= 40) return "snare";
  if (key == 42 || key == 44 || key == 46) return "hat";
  return "drums";
}

Feel feel_of(const Style& style, const Player& player, const Note& note) {
  const bool drums = player.role == Role::drums;
  const std::string role = boost::describe::enum_to_string(player.role, "");
  for (const std::string& name :
       {drums ? drum_group(note.pitch) : role, role, std::string("all")}) {
    if (const auto at = style.feel.find(name); at != style.feel.end()) return at->second;
  }
  return {};
}

// Beats that the closing chord sounds on after the last bar: all but a breath at the end.
double ring_on(const Song& song) {
  if (!song.form.closes) return 0;
  const double left = song.brief.duration.count() - song.end() * 60 / song.form.bpm;
  return std::max(0.0, left - std::clamp(0.45 * left, 0.35, 1.2)) * song.form.bpm / 60;
}

// The same pitch can't sound twice in a part: the earlier note gives way.
void cut_overlaps(std::vector<Note>& notes) {
  std::array<std::ptrdiff_t, 128> last;
  last.fill(-1);
  for (std::size_t i = 0; i < notes.size(); ++i) {
    const std::ptrdiff_t before = last[notes[i].pitch];
    last[notes[i].pitch] = static_cast<std::ptrdiff_t>(i);
    if (before < 0) continue;
    Note& earlier = notes[before];
    if (earlier.start + earlier.length > notes[i].start) {
      earlier.length = notes[i].start - earlier.start;
    }
  }
  std::erase_if(notes, [](const Note& note) { return note.length < 1e-3; });
}

bool earlier(const Note& a, const Note& b) {
  return a.start != b.start ? a.start < b.start : a.pitch < b.pitch;
}

}  // namespace

std::vector<Note> played(const Song& song, const Player& player, std::vector<Note> notes) {
  Random random = song.random("feel/" + player.seat.name);
  const Style& style = song.style;
  const bool swings = song.grid.meter().unit == 4 && style.swing > 0.5;
  const double per_ms = song.form.bpm / 60000;
  const double ring = ring_on(song);
  for (Note& note : notes) {
    const bool rings = note.start + note.length > song.end() - 1e-6;
    double end = std::min(note.start + note.length, song.end());
    if (swings) {
      note.start = swung(note.start, style.swing, style.swing_unit);
      end = swung(end, style.swing, style.swing_unit);
    }
    const Feel feel = feel_of(style, player, note);
    // Chance stays within two deviations: nobody stumbles.
    const double sway = std::clamp(random.gaussian(), -2.0, 2.0) * feel.loose;
    const double shift = (feel.late + sway) * per_ms;
    note.start = note.start < 1e-6 ? 0 : std::max(0.0, note.start + shift);
    if (rings) end += ring;
    note.length = std::max(kShortest, end - note.start);
    while (note.pitch < player.instrument.low) note.pitch += 12;
    while (note.pitch > player.instrument.high) note.pitch -= 12;
    note.pitch = std::max(note.pitch, player.instrument.low);
  }
  std::erase_if(notes, [&](const Note& note) { return note.start > song.end() - kShortest; });
  std::sort(notes.begin(), notes.end(), earlier);
  cut_overlaps(notes);
  return notes;
}

void fill_silences(const Song& song, Score& score) {
  // Who holds the chords: the softest role that is there.
  int chosen = -1, rank = 100;
  for (std::size_t i = 0; i < song.band.size(); ++i) {
    static const std::map<Role, int> kRanks{{Role::pad, 0},      {Role::chords, 1},
                                            {Role::arpeggio, 2}, {Role::bass, 3},
                                            {Role::counter, 4},  {Role::lead, 5}};
    const auto at = kRanks.find(song.band[i].role);
    if (at != kRanks.end() && at->second < rank) {
      rank = at->second;
      chosen = static_cast<int>(i);
    }
  }
  if (chosen < 0) return;
  std::vector<std::pair<double, double>> sounds;
  for (const Part& part : score.parts) {
    for (const Note& note : part.notes) sounds.emplace_back(note.start, note.start + note.length);
  }
  std::sort(sounds.begin(), sounds.end());
  sounds.emplace_back(song.end(), song.end());
  const Player& player = song.band[chosen];
  std::vector<Note>& notes = score.parts[chosen].notes;
  const bool single = rank >= 3;
  VoicingStyle style{player.seat.voicing, single ? 1 : player.seat.voices, player.low, player.high};
  double covered = 0;
  const double longest = kLongestSilence_s * song.form.bpm / 60;
  for (const auto& [start, end] : sounds) {
    const double limit = covered == 0 ? 0.04 * song.form.bpm / 60 : longest;
    while (start - covered > limit) {
      const Chord& chord = song.chord_at(covered);
      const double until = std::min(start, chord.start + chord.length);
      if (until <= covered + 1e-6) break;
      for (const int pitch : voice(chord, style, {})) {
        notes.push_back(
            {covered, until - covered, pitch, static_cast<float>(player.seat.velocity * 0.7)});
      }
      covered = until;
    }
    covered = std::max(covered, end);
  }
  std::sort(notes.begin(), notes.end(), earlier);
  cut_overlaps(notes);
}

}  // namespace musicgen::composer::writing
