#include "engines/composer/brief/facts.h"

#include <algorithm>

#include "base/error.h"
#include "engines/composer/brief/key_reading.h"
#include "engines/composer/brief/lengths.h"
#include "engines/composer/brief/measure.h"
#include "engines/composer/brief/spelled.h"

namespace musicgen::composer {
namespace {

class FactReader {
 public:
  explicit FactReader(const std::vector<Word>& words) : words_(words) {}

  StatedFacts read() {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if (!facts_.bpm) facts_.bpm = bpm_at(i);
      if (!facts_.meter) facts_.meter = meter_at(i);
      if (!facts_.duration) facts_.duration = duration_at(i);
      if (!facts_.key && !facts_.mode) read_tonality(i);
    }
    return facts_;
  }

 private:
  std::string_view text(std::size_t i) const {
    return i < words_.size() ? std::string_view(words_[i].text) : std::string_view();
  }

  // Nothing that could belong to the words before comes at this place.
  bool ends_at(std::size_t i) const {
    return i >= words_.size() || words_[i].starts_clause ||
           is_one_of(text(i), {"at", "with", "and", "for", "in", "but"});
  }

  std::optional<double> plain_number(std::size_t i) const {
    const auto measure = i < words_.size() ? measure_of(text(i)) : std::nullopt;
    return measure && measure->unit.empty() ? std::optional(measure->number) : std::nullopt;
  }

  static std::optional<Stated<double>> playable(double bpm, std::size_t first, std::size_t end) {
    if (!(bpm >= 30 && bpm <= 300)) return std::nullopt;
    return Stated<double>{bpm, {first, end - first}};
  }

  // How many words of "bpm" or "beats per minute" stand here.
  std::size_t tempo_unit_at(std::size_t i) const {
    if (text(i) == "bpm") return 1;
    const bool minute = is_one_of(text(i + 2), {"minute", "min"});
    return text(i) == "beats" && is_one_of(text(i + 1), {"per", "a"}) && minute ? 3 : 0;
  }

  // "Ninety", and as a tempo is spoken "one twenty".
  std::optional<SpelledNumber> spelled_tempo(std::size_t i) const {
    const auto number = spelled_number(words_, i);
    const bool spoken = number && (number->value == 1 || number->value == 2);
    const auto rest = spoken ? spelled_number(words_, i + 1) : std::nullopt;
    if (!rest || rest->value < 10 || rest->value > 99 || words_[i + 1].starts_clause) return number;
    return SpelledNumber{100 * number->value + rest->value, rest->end};
  }

  std::optional<Stated<double>> bpm_at(std::size_t i) const {
    if (is_one_of(text(i), {"bpm", "tempo"})) {
      std::size_t at = i + 1;
      while (is_one_of(text(at), {"of", "at", "is", "around", "about"})) ++at;
      const auto split = measure_with_comma(words_, at);
      if (split && split->unit.empty() && tempo_unit_at(at + 2) == 0 && ends_at(at + 2)) {
        if (const auto bpm = playable(split->number, i, at + 2)) return bpm;
      }
      if (const auto spelled = spelled_tempo(at); spelled && tempo_unit_at(spelled->end) == 0) {
        if (ends_at(spelled->end)) return playable(spelled->value, i, spelled->end);
      }
      const auto number = plain_number(at);
      return number && tempo_unit_at(at + 1) == 0 ? playable(*number, i, at + 1) : std::nullopt;
    }
    if (const auto split = measure_with_comma(words_, i)) {
      if (const auto bpm = bpm_of(*split, i, i + 2)) return bpm;
    }
    if (const auto spelled = spelled_tempo(i)) {
      const std::size_t unit = tempo_unit_at(spelled->end);
      return unit > 0 ? tempo_before({spelled->value, {}}, i, spelled->end + unit) : std::nullopt;
    }
    const auto measure = measure_of(text(i));
    return measure ? bpm_of(*measure, i, i + 1) : std::nullopt;
  }

  // Of a number that the words [first, end) say.
  std::optional<Stated<double>> bpm_of(const Measure& measure, std::size_t first,
                                       std::size_t end) const {
    if (measure.unit == "bpm") return tempo_before(measure, first, end);
    if (!measure.unit.empty()) return std::nullopt;
    if (const std::size_t unit = tempo_unit_at(end)) {
      return tempo_before(measure, first, end + unit);
    }
    const bool at = first > 0 && text(first - 1) == "at" && measure.number >= 50 && ends_at(end);
    return at ? playable(measure.number, first - 1, end) : std::nullopt;
  }

  // "80-90 bpm" and "between 80 and 90 bpm" mean their middle.
  std::optional<Stated<double>> tempo_before(const Measure& last, std::size_t i,
                                             std::size_t end) const {
    const bool hyphen = words_[i].hyphened && i >= 1;
    const bool word = i >= 2 && is_one_of(text(i - 1), {"to", "and"});
    std::size_t first = hyphen ? i : word ? i - 1 : 0;  // after the lower end
    const auto from = first > 0 ? number_before(first) : std::nullopt;
    if (!from) return playable(last.number, i, end);
    const bool between = first > 0 && text(first - 1) == "between";
    return playable((*from + last.number) / 2, first - (between ? 1 : 0), end);
  }

  // The number that ends before a place, which is moved to its first word.
  std::optional<double> number_before(std::size_t& place) const {
    constexpr std::size_t kLongest = 5;  // words
    for (std::size_t count = std::min(place, kLongest); count > 0; --count) {
      const auto spelled = spelled_tempo(place - count);
      if (!spelled || spelled->end != place) continue;
      place -= count;
      return spelled->value;
    }
    const auto number = plain_number(place - 1);
    if (number) --place;
    return number;
  }

  std::optional<Stated<Meter>> meter_at(std::size_t i) const {
    if (text(i).find('/') == std::string_view::npos || plain_date(text(i))) return std::nullopt;
    try {
      const bool named = is_one_of(text(i + 1), {"time", "meter"});
      return Stated<Meter>{meter_of(text(i)), {i, named ? 2u : 1u}};
    } catch (const InvalidParameter&) {
      return std::nullopt;  // "24/7" says nothing of a meter
    }
  }

  static bool plain_date(std::string_view text) {
    return std::count(text.begin(), text.end(), '/') != 1;
  }

  std::optional<Stated<Seconds>> duration_at(std::size_t i) const {
    const auto length = length_at(words_, i);
    return length ? std::optional(Stated<Seconds>{length->value, length->span}) : std::nullopt;
  }

  void read_tonality(std::size_t i) {
    const bool after_in = i > 0 && text(i - 1) == "in";
    const bool after_key =
        i > 0 && (text(i - 1) == "key" || (i > 1 && text(i - 1) == "of" && text(i - 2) == "key"));
    const std::span<const Word> rest(words_.begin() + static_cast<std::ptrdiff_t>(i), words_.end());
    if (const auto key = read_key(rest); key && is_meant(*key, i, after_in, after_key)) {
      facts_.key = {{key->tonic, key->mode.value_or(Mode::major)}, {i, key->count}};
      return;
    }
    const auto mode = read_mode(rest);
    if (!mode) return;
    const bool rare = mode->count == 2 || (mode->mode != Mode::major && mode->mode != Mode::minor);
    const bool named =
        is_one_of(text(i + mode->count), {"key", "keys", "scale", "mode", "tonality", "chords"});
    if (rare || after_in || named) {
      facts_.mode = {mode->mode, {i, mode->count + (named ? 1 : 0)}};
    }
  }

  // Most letters are not keys: "a major drop", "plan b", "am".
  bool is_meant(const KeyReading& key, std::size_t i, bool after_in, bool after_key) const {
    const bool ends = ends_at(i + key.count);
    if (after_key) return key.mode || key.has_accidental || ends;
    const bool is_sharp = text(i).size() > 1 && text(i)[1] == '#';
    if (key.mode && key.short_mode) {                             // "ebm" is a genre, "am" a verb
      const bool stands_alone = words_[i].starts_clause && ends;  // "techno, Gm, 130 bpm"
      const bool capital = words_[i].capital && (key.has_accidental || stands_alone);
      return is_sharp || capital || (after_in && ends);
    }
    const bool article =
        text(i) == "a" && !key.has_accidental && (!words_[i].capital || words_[i].starts_clause);
    if (key.mode) return !article || ends;
    return is_sharp || (after_in && ends && !article);
  }

  const std::vector<Word>& words_;
  StatedFacts facts_;
};

}  // namespace

StatedFacts stated_facts(const std::vector<Word>& words) {
  return FactReader(words).read();
}

}  // namespace musicgen::composer
