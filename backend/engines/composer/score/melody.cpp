// The tune: each kind of section has motifs of its own, which phrases state, answer, vary and
// close.

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "engines/composer/score/line.h"
#include "engines/composer/score/motif.h"
#include "engines/composer/score/writers.h"

namespace musicgen::composer::writing {
namespace {

// What a kind of section sings.
struct Material {
  Motif statement;  // a bar
  Motif answer;     // a bar
  Motif half_close;
  Motif full_close;
  std::string script;  // a letter a bar, see `motif_for`
};

class MelodyWriter {
 public:
  MelodyWriter(const Song& song, const Player& player) : song_(song), player_(player) {
    const int span = std::min(song.style.melody.span, player.high - player.low);
    // The tune lies in the middle of what the player has, a little above.
    const int middle = (player.low + player.high) / 2 + 1;
    range_.low = std::max(player.low, middle - span * 6 / 10);
    range_.high = std::min(player.high, range_.low + span + 5);
    range_.leaps = song.style.melody.leaps;
    home_ = scale_step_of((range_.low + range_.high) / 2, song.brief.key);
    Random random = song.random("motif/germ");
    germ_ = make_motif(rhythm(song.style.melody.rhythms, random), range_.leaps, random);
  }

  std::vector<Note> write() {
    for (std::size_t i = 0; i < song_.form.phrases.size(); ++i) {
      const Phrase& phrase = song_.form.phrases[i];
      if (song_.plays(player_, phrase)) write_phrase(phrase, static_cast<int>(i));
    }
    write_final();
    return std::move(notes_);
  }

 private:
  std::string rhythm(const std::vector<std::string>& list, Random& random) const {
    if (list.empty()) return "x" + std::string(song_.grid.steps() - 1, '-');
    const std::string& steps = list[random.between(0, static_cast<int>(list.size()) - 1)];
    return fitted_steps(song_, steps, "4/4").substr(0, song_.grid.steps());
  }

  // The core of the song sings its germ; other kinds have a rhythm of their own on its contour,
  // turned around, or a contour of their own.
  Material material_of(const Phrase& phrase) const {
    const bool core = phrase.kind == song_.style.form.core;
    const int cycle = phrase.visit / (core ? 8 : 4);
    Random random = song_.random("motif/" + phrase.kind, cycle);
    const MelodyStyle& style = song_.style.melody;
    Material material;
    const Motif own = make_motif(rhythm(style.rhythms, random), style.leaps, random);
    if (core && cycle == 0) {
      material.statement = germ_;
    } else if (random.chance(0.5)) {
      material.statement = with_contour(own, random.chance(0.5) ? inverted(germ_) : germ_);
    } else {
      material.statement = own;
    }
    material.answer = make_motif(rhythm(style.rhythms, random), style.leaps, random);
    if (random.chance(0.5))
      material.answer = with_contour(material.answer, inverted(material.statement));
    material.half_close = make_ending(rhythm(style.endings, random), random);
    material.full_close = make_ending(rhythm(style.endings, random), random);
    // a statement, u and d the statement a step higher or lower, t a third higher, b answer,
    // f the statement's first half, . rest; the last bar of a phrase closes.
    static const std::vector<std::string> kScripts{"aub", "aba", "ada", "aau", "abt",
                                                   "afa", "a.a", "ab.", "a.b"};
    std::vector<double> weights(kScripts.size(), 1 - style.rests);
    for (std::size_t i = 6; i < weights.size(); ++i) weights[i] = 2 * style.rests;
    material.script = kScripts[random.weighted(weights)];
    return material;
  }

  Motif motif_for(char letter, const Material& material) const {
    const int half = song_.grid.half();
    switch (letter) {
      case 'a':
        return material.statement;
      case 'u':
        return transposed(material.statement, 1);
      case 'd':
        return transposed(material.statement, -1);
      case 't':
        return transposed(material.statement, 2);
      case 'b':
        return material.answer;
      case 'f':
        return fragment(material.statement, half);
      default:
        return {};
    }
  }

  void write_phrase(const Phrase& phrase, int index) {
    const Material material = material_of(phrase);
    const bool closes = phrase.closes || (phrase.bar_in_section / song_.style.phrase) % 2 == 1;
    const int base = home_ + lift(phrase);
    std::vector<LineNote> line;
    for (int bar = 0; bar < phrase.bars; ++bar) {
      const bool last = bar + 1 == phrase.bars && phrase.bars > 1;
      const char letter = material.script[bar % material.script.size()];
      Motif motif = !last    ? motif_for(letter, material)
                    : closes ? material.full_close
                             : material.half_close;
      if (!last) motif = developed(std::move(motif), phrase);
      add_bar(motif, phrase.bar + bar, base, line);
    }
    while (!line.empty() && line.back().start >= song_.final_beat() - 1e-6) line.pop_back();
    if (line.empty()) return;
    line.back().closing = closing_tones(line.back(), closes);
    const std::vector<int> pitches = draw_line(line, song_.brief.key, range_, last_pitch_);
    sing(line, pitches, phrase, index);
    last_pitch_ = pitches.back();
  }

  // What happens to the motifs when a kind of section returns.
  Motif developed(Motif motif, const Phrase& phrase) const {
    const bool core = phrase.kind == song_.style.form.core;
    if (phrase.kind == "outro") return augmented(motif, song_.grid.steps());
    if (!core && phrase.visit % 4 == 2) return inverted(motif);
    return motif;
  }

  // How many scale steps above home a phrase lies: with its energy, and highest about the golden
  // section of the song.
  int lift(const Phrase& phrase) const {
    const double golden = 0.618 * song_.form.bars;
    const bool climax = phrase.bar <= golden && golden < phrase.bar + phrase.bars;
    return static_cast<int>(std::lround((phrase.energy - 0.5) * 3)) + (climax ? 2 : 0);
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
            const Phrase& phrase, int index) {
    Random random = song_.random("melody/" + player_.seat.name, index);
    const double start = song_.bar_start(phrase.bar);
    const double length = phrase.bars * song_.grid.quarters();
    for (std::size_t i = 0; i < line.size(); ++i) {
      const double place = (line[i].start - start) / length;
      // A phrase swells to its middle and falls away.
      const double arc = 0.35 * std::sin(3.14159265 * std::min(1.0, place + 0.1)) - 0.15;
      const int step = static_cast<int>(std::lround((line[i].start - start) * 4));
      const double accent = arc + random.uniform(-0.15, 0.15);
      const float velocity = velocity_of(song_, player_.seat.velocity, phrase.energy,
                                         step % song_.grid.steps(), accent);
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
  LineRange range_;
  int home_;
  Motif germ_;
  int last_pitch_ = -1;
  std::vector<Note> notes_;
};

}  // namespace

std::vector<Note> write_melody(const Song& song, const Player& player) {
  return MelodyWriter(song, player).write();
}

}  // namespace musicgen::composer::writing
