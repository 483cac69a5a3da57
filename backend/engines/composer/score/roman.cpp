#include "engines/composer/score/roman.h"

#include <algorithm>
#include <array>
#include <cctype>

#include <fmt/format.h>

#include "base/error.h"
#include "base/text.h"

namespace musicgen::composer::writing {
namespace {

using Intervals = std::vector<int>;

struct Quality {
  std::string_view numeral;  // as it stands after a numeral
  bool minor;                // after a small one
  std::string_view symbol;   // as chord symbols write it
  Intervals intervals;       // semitones above the root
};

const std::vector<Quality>& qualities() {
  static const std::vector<Quality> table{
      {"", false, "", {0, 4, 7}},
      {"", true, "m", {0, 3, 7}},
      {"5", false, "5", {0, 7}},
      {"5", true, "5", {0, 7}},
      {"6", false, "6", {0, 4, 7, 9}},
      {"6", true, "m6", {0, 3, 7, 9}},
      {"69", false, "6/9", {0, 4, 7, 9, 2}},
      {"7", false, "7", {0, 4, 7, 10}},
      {"7", true, "m7", {0, 3, 7, 10}},
      {"9", false, "9", {0, 4, 7, 10, 2}},
      {"9", true, "m9", {0, 3, 7, 10, 2}},
      {"11", false, "11", {0, 7, 10, 2, 5}},
      {"11", true, "m11", {0, 3, 7, 10, 5}},
      {"13", false, "13", {0, 4, 7, 10, 2, 9}},
      {"maj7", false, "maj7", {0, 4, 7, 11}},
      {"maj7", true, "m(maj7)", {0, 3, 7, 11}},
      {"maj9", false, "maj9", {0, 4, 7, 11, 2}},
      {"maj9", true, "m(maj9)", {0, 3, 7, 11, 2}},
      {"maj7#11", false, "maj7#11", {0, 4, 7, 11, 6}},
      {"7b9", false, "7b9", {0, 4, 7, 10, 1}},
      {"7#9", false, "7#9", {0, 4, 7, 10, 3}},
      {"7#11", false, "7#11", {0, 4, 7, 10, 6}},
      {"7alt", false, "7alt", {0, 4, 10, 3, 8}},
      {"sus2", false, "sus2", {0, 2, 7}},
      {"sus2", true, "sus2", {0, 2, 7}},
      {"sus4", false, "sus4", {0, 5, 7}},
      {"sus4", true, "sus4", {0, 5, 7}},
      {"7sus4", false, "7sus4", {0, 5, 7, 10}},
      {"7sus4", true, "7sus4", {0, 5, 7, 10}},
      {"9sus4", false, "9sus4", {0, 5, 7, 10, 2}},
      {"add9", false, "add9", {0, 4, 7, 2}},
      {"add9", true, "m(add9)", {0, 3, 7, 2}},
      {"+", false, "+", {0, 4, 8}},
      {"o", true, "dim", {0, 3, 6}},
      {"o7", true, "dim7", {0, 3, 6, 9}},
      {"h7", true, "m7b5", {0, 3, 6, 10}},
      // Only as symbols: what modes make of the above.
      {"?", true, "m7b9", {0, 3, 7, 10, 1}},
      {"?", true, "m7b5(b9)", {0, 3, 6, 10, 1}},
      {"?", true, "m(addb9)", {0, 3, 7, 1}},
      {"?", true, "m(b6)", {0, 3, 7, 8}},
      {"?", false, "susb2", {0, 1, 7}},
      {"?", false, "sus#4", {0, 6, 7}},
      {"?", false, "+maj7", {0, 4, 8, 11}},
  };
  return table;
}

struct Numeral {
  int alter = 0;   // semitones
  int degree = 0;  // 0 to 6
  bool minor = false;
  const Quality* quality = nullptr;
  std::string applied_to;  // a numeral
  int bass_member = 0;     // 3, 5, 7
  int bass_degree = 0;     // 1 to 7
};

[[noreturn]] void refuse(std::string_view text) {
  throw InternalError(fmt::format("\"{}\" is not a chord in roman numerals.", text));
}

// The degree at the start of `text`, which loses it; -1 where there is none.
int take_degree(std::string_view& text, bool& minor) {
  static constexpr std::array<std::string_view, 7> kDegrees{"i", "ii", "iii", "iv",
                                                            "v", "vi", "vii"};
  std::size_t length = 0;
  while (length < text.size() && std::string_view("IViv").find(text[length]) != text.npos) ++length;
  const std::string lower = to_lower_ascii(text.substr(0, length));
  const auto found = std::find(kDegrees.begin(), kDegrees.end(), lower);
  if (found == kDegrees.end()) return -1;
  minor = std::islower(static_cast<unsigned char>(text[0])) != 0;
  text.remove_prefix(length);
  return static_cast<int>(found - kDegrees.begin());
}

int take_digit_after(std::string_view& text, char mark) {
  const std::size_t at = text.find(mark);
  if (at == text.npos) return 0;
  const int digit = at + 2 == text.size() ? text[at + 1] - '0' : 0;
  if (digit < 1 || digit > 7) refuse(text);
  text = text.substr(0, at);
  return digit;
}

Numeral parse(std::string_view text) {
  const std::string_view whole = text;
  Numeral numeral;
  numeral.bass_degree = take_digit_after(text, '@');
  numeral.bass_member = take_digit_after(text, ':');
  if (const std::size_t slash = text.find('/'); slash != text.npos) {
    numeral.applied_to = std::string(text.substr(slash + 1));
    if (numeral.applied_to.empty()) refuse(whole);
    text = text.substr(0, slash);
  }
  if (!text.empty() && (text[0] == 'b' || text[0] == '#')) {
    numeral.alter = text[0] == 'b' ? -1 : 1;
    text.remove_prefix(1);
  }
  numeral.degree = take_degree(text, numeral.minor);
  if (numeral.degree < 0) refuse(whole);
  for (const Quality& quality : qualities()) {
    if (quality.numeral == text && quality.minor == numeral.minor) numeral.quality = &quality;
  }
  if (numeral.quality == nullptr) refuse(whole);
  return numeral;
}

int pitch_class(int pitch) {
  return ((pitch % 12) + 12) % 12;
}

int index_in(const std::vector<int>& list, int value) {
  const auto found = std::find(list.begin(), list.end(), value);
  return found == list.end() ? -1 : static_cast<int>(found - list.begin());
}

std::string_view symbol_of(const Intervals& intervals) {
  for (const Quality& quality : qualities()) {
    if (quality.intervals == intervals) return quality.symbol;
  }
  return "?";
}

Chord make_chord(int root, const Intervals& intervals, const Key& key) {
  Chord chord;
  chord.root = pitch_class(root);
  chord.bass = chord.root;
  for (const int interval : intervals) chord.tones.push_back(pitch_class(root + interval));
  chord.name = spell(chord.root, key) + std::string(symbol_of(intervals));
  return chord;
}

// The degree that stands in where a mode would give a diminished triad, or the same degree.
int usual_degree(Mode mode, int degree) {
  if (mode == Mode::lydian && degree == 3) return 1;
  if (mode == Mode::mixolydian && degree == 2) return 4;
  if (mode == Mode::dorian && degree == 5) return 3;
  if (mode == Mode::phrygian && degree == 4) return 1;
  return degree;
}

// A chord that is diatonic in `home`, moved to the key's mode degree by degree.
Chord diatonic_chord(int degree, const Intervals& intervals, Mode home, const Key& key) {
  const std::vector<int>& from = steps_of(home);
  const std::vector<int>& to = steps_of(key.mode);
  const int target = usual_degree(key.mode, degree);
  Intervals moved;
  for (const int interval : intervals) {
    const int step = index_in(from, pitch_class(from[degree] + interval)) - degree;
    const int index = ((target + step) % 7 + 7) % 7;
    moved.push_back(pitch_class(to[index] - to[target]));
  }
  if (symbol_of(moved) == "?") moved = {moved[0], moved[1], moved[2]};
  return make_chord(key.tonic + to[target], moved, key);
}

bool is_diatonic(const Numeral& numeral, Mode home) {
  const std::vector<int>& scale = steps_of(home);
  if (numeral.alter != 0 || !numeral.applied_to.empty()) return false;
  return std::all_of(numeral.quality->intervals.begin(), numeral.quality->intervals.end(),
                     [&](int interval) {
                       return index_in(scale, pitch_class(scale[numeral.degree] + interval)) >= 0;
                     });
}

// Modes whose chords differ from their family's; harmonic minor takes only its dominant from its
// own scale, as composers do.
bool bends(Mode mode, int degree) {
  if (mode == Mode::harmonic_minor) return degree == 4;
  return mode != Mode::major && mode != Mode::minor;
}

void set_bass(Chord& chord, int bass, const Key& key) {
  chord.bass = pitch_class(bass);
  if (chord.bass != chord.root) chord.name += "/" + spell(chord.bass, key);
}

int member_interval(const Intervals& intervals, int member) {
  const auto near = [&](int low, int high) {
    for (const int interval : intervals) {
      if (interval >= low && interval <= high) return interval;
    }
    return 0;
  };
  if (member == 3) return near(2, 5);
  if (member == 5) return near(6, 8);
  return near(9, 11);
}

}  // namespace

Mode family_of(Mode mode) {
  return index_in(steps_of(mode), 4) >= 0 ? Mode::major : Mode::minor;
}

std::string spell(int pitch_class_of_note, const Key& key) {
  static constexpr std::array<std::string_view, 12> kSharps{"C",  "C#", "D",  "D#", "E",  "F",
                                                            "F#", "G",  "G#", "A",  "A#", "B"};
  static constexpr std::array<std::string_view, 12> kFlats{"C",  "Db", "D",  "Eb", "E",  "F",
                                                           "Gb", "G",  "Ab", "A",  "Bb", "B"};
  // The flat keys of the circle of fifths, from the tonic of the major key with this third.
  const int relative = family_of(key.mode) == Mode::minor ? key.tonic + 3 : key.tonic;
  static constexpr std::array<bool, 12> kIsFlat{true,  true,  false, true,  false, true,
                                                false, false, true,  false, true,  false};
  const std::size_t index = pitch_class(pitch_class_of_note);
  return std::string(kIsFlat[pitch_class(relative)] ? kFlats[index] : kSharps[index]);
}

std::vector<std::vector<std::string>> bars_of(std::string_view progression) {
  const bool divided = progression.find('|') != progression.npos;
  std::vector<std::vector<std::string>> bars;
  for (const std::string& bar : split(progression, '|')) {
    std::vector<std::string> chords;
    for (const std::string& chord : split(bar, ' ')) {
      if (chord.empty()) continue;
      if (chord == "%" && !bars.empty()) {
        chords = bars.back();
      } else if (divided) {
        chords.push_back(chord);
      } else {
        bars.push_back({chord});
      }
    }
    if (!chords.empty()) bars.push_back(chords);
  }
  if (bars.empty()) refuse(progression);
  return bars;
}

Chord chord_of(std::string_view text, Mode home, const Key& key) {
  const Numeral numeral = parse(text);
  const Intervals& intervals = numeral.quality->intervals;
  Chord chord;
  if (is_diatonic(numeral, home) && bends(key.mode, numeral.degree)) {
    chord = diatonic_chord(numeral.degree, intervals, home, key);
  } else if (!numeral.applied_to.empty()) {
    const Chord target = chord_of(numeral.applied_to, home, key);
    chord = make_chord(target.root + steps_of(Mode::major)[numeral.degree] + numeral.alter,
                       intervals, key);
  } else {
    chord = make_chord(key.tonic + steps_of(home)[numeral.degree] + numeral.alter, intervals, key);
  }
  if (numeral.bass_member != 0) {
    set_bass(chord, chord.root + member_interval(intervals, numeral.bass_member), key);
  } else if (numeral.bass_degree != 0) {
    set_bass(chord, key.tonic + steps_of(key.mode)[numeral.bass_degree - 1], key);
  }
  return chord;
}

Chord chord_on(int root, std::string_view quality, const Key& key) {
  for (const Quality& entry : qualities()) {
    if (entry.symbol == quality) return make_chord(root, entry.intervals, key);
  }
  throw InternalError(fmt::format("There is no chord quality \"{}\".", quality));
}

std::vector<int> scale_over(const Chord& chord, const Key& key) {
  std::vector<int> scale;
  for (const int step : steps_of(key.mode)) scale.push_back(pitch_class(key.tonic + step));
  for (const int tone : chord.tones) {
    if (index_in(scale, tone) >= 0) continue;
    // A chromatic tone takes the place of the one that it bends: minor thirds and sevenths are
    // lowered ones, as are flat ninths and sixths; all else is raised.
    const int interval = pitch_class(tone - chord.root);
    const bool lowered = interval == 3 || interval == 10 || interval == 1 || interval == 8;
    const int bent = pitch_class(tone + (lowered ? 1 : -1));
    if (index_in(chord.tones, bent) < 0) std::erase(scale, bent);
    scale.push_back(tone);
  }
  std::sort(scale.begin(), scale.end());
  return scale;
}

}  // namespace musicgen::composer::writing
