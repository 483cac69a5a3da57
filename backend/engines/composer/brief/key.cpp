#include <array>

#include <fmt/format.h>

#include "base/error.h"
#include "base/text.h"
#include "engines/composer/brief/brief.h"
#include "engines/composer/brief/key_reading.h"

namespace musicgen::composer {
namespace {

constexpr std::array<std::string_view, 12> kSharpNames = {"C",  "C#", "D",  "D#", "E",  "F",
                                                          "F#", "G",  "G#", "A",  "A#", "B"};
constexpr std::array<std::string_view, 12> kFlatNames = {"C",  "Db", "D",  "Eb", "E",  "F",
                                                         "Gb", "G",  "Ab", "A",  "Bb", "B"};

// The major key with the same signature has its tonic so many semitones below.
int above_parent(Mode mode) {
  switch (mode) {
    case Mode::major:
      return 0;
    case Mode::dorian:
      return 2;
    case Mode::phrygian:
      return 4;
    case Mode::lydian:
      return 5;
    case Mode::mixolydian:
      return 7;
    case Mode::minor:
    case Mode::harmonic_minor:
      return 9;
  }
  return 0;
}

// Keys with flats in their signature are spelled with flats. Six sharps are six flats: F# major,
// but Eb minor, are what most music is printed in.
bool is_spelled_with_flats(const Key& key) {
  const int parent = (key.tonic + 12 - above_parent(key.mode)) % 12;
  const bool dark =
      key.mode == Mode::minor || key.mode == Mode::harmonic_minor || key.mode == Mode::phrygian;
  if (parent == 6) return dark;
  return parent == 5 || parent == 10 || parent == 3 || parent == 8 || parent == 1;
}

std::optional<Mode> mode_named(std::string_view word) {
  struct Name {
    std::string_view word;
    Mode mode;
  };
  constexpr Name kNames[] = {
      {"major", Mode::major},           {"maj", Mode::major},         {"ionian", Mode::major},
      {"minor", Mode::minor},           {"min", Mode::minor},         {"aeolian", Mode::minor},
      {"dorian", Mode::dorian},         {"phrygian", Mode::phrygian}, {"lydian", Mode::lydian},
      {"mixolydian", Mode::mixolydian},
  };
  for (const Name& name : kNames) {
    if (name.word == word) return name.mode;
  }
  return std::nullopt;
}

std::optional<int> letter_of(char letter) {
  constexpr std::array<int, 7> kPitchClasses = {9, 11, 0, 2, 4, 5, 7};  // A to G
  if (letter < 'a' || letter > 'g') return std::nullopt;
  return kPitchClasses[static_cast<std::size_t>(letter - 'a')];
}

// Takes "#", "b", "sharp" or "flat" off the front: +1, -1, or 0 where there is none.
int take_accidental(std::string_view& text) {
  struct Sign {
    std::string_view text;
    int shift;
  };
  for (const Sign& sign : {Sign{"#", 1}, Sign{"b", -1}, Sign{"sharp", 1}, Sign{"flat", -1}}) {
    if (!text.starts_with(sign.text)) continue;
    text.remove_prefix(sign.text.size());
    return sign.shift;
  }
  return 0;
}

}  // namespace

const std::vector<int>& steps_of(Mode mode) {
  static const std::array<std::vector<int>, 7> kSteps = {{
      {0, 2, 4, 5, 7, 9, 11},
      {0, 2, 3, 5, 7, 8, 10},
      {0, 2, 3, 5, 7, 9, 10},
      {0, 1, 3, 5, 7, 8, 10},
      {0, 2, 4, 6, 7, 9, 11},
      {0, 2, 4, 5, 7, 9, 10},
      {0, 2, 3, 5, 7, 8, 11},
  }};
  return kSteps.at(static_cast<std::size_t>(mode));
}

std::string name_of(const Key& key) {
  const auto& names = is_spelled_with_flats(key) ? kFlatNames : kSharpNames;
  std::string mode = boost::describe::enum_to_string(key.mode, "");
  std::replace(mode.begin(), mode.end(), '_', ' ');
  return fmt::format("{} {}", names.at(static_cast<std::size_t>(key.tonic)), mode);
}

std::optional<ModeReading> read_mode(std::span<const Word> words) {
  if (words.empty()) return std::nullopt;
  if (words.size() > 1 && words[1].text.starts_with("min")) {
    if (words[0].text == "harmonic") return ModeReading{Mode::harmonic_minor, 2};
    if (words[0].text == "natural") return ModeReading{Mode::minor, 2};
  }
  if (const auto mode = mode_named(words[0].text)) return ModeReading{*mode, 1};
  return std::nullopt;
}

std::optional<KeyReading> read_key(std::span<const Word> words) {
  if (words.empty()) return std::nullopt;
  std::string_view rest = words[0].text;
  const auto letter = letter_of(rest[0]);
  if (!letter) return std::nullopt;
  rest.remove_prefix(1);
  KeyReading reading;
  reading.count = 1;
  int shift = take_accidental(rest);
  if (rest.empty() && shift == 0 && words.size() > 1) {
    std::string_view next = words[1].text;
    const bool is_word = next == "sharp" || next == "flat";
    if (is_word) shift = take_accidental(next);
    reading.count += is_word ? 1 : 0;
  }
  reading.has_accidental = shift != 0;
  reading.tonic = (*letter + shift + 12) % 12;
  if (rest.empty()) {
    if (const auto mode = read_mode(words.subspan(reading.count))) {
      reading.mode = mode->mode;
      reading.count += mode->count;
    }
    return reading;
  }
  reading.short_mode = rest == "m";
  reading.mode = reading.short_mode ? Mode::minor : mode_named(rest);
  if (!reading.mode) return std::nullopt;
  return reading;
}

Key key_of(std::string_view text) {
  const std::string clean = clean_text(text);
  const std::vector<Word> words = words_of(clean);
  const auto reading = read_key(words);
  if (!reading || reading->count != words.size()) {
    throw InvalidParameter(
        fmt::format("\"{}\" is not a key that can be used.", first_characters(clean, 60)))
        .advise(
            "Write a key as a note and a mode, such as \"F# minor\", \"Bb major\" or \"D "
            "dorian\". Modes: major, minor, dorian, phrygian, lydian, mixolydian, harmonic minor.");
  }
  return {reading->tonic, reading->mode.value_or(Mode::major)};
}

}  // namespace musicgen::composer
