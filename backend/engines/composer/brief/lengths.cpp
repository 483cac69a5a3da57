#include "engines/composer/brief/lengths.h"

#include <cmath>

#include "engines/composer/brief/measure.h"
#include "engines/composer/brief/spelled.h"

namespace musicgen::composer {
namespace {

constexpr double kADay = 86400;

double seconds_in(std::string_view unit) {
  if (is_one_of(unit, {"s", "second", "seconds", "sec", "secs"})) return 1;
  if (is_one_of(unit, {"m", "minute", "minutes", "min", "mins"})) return 60;
  if (is_one_of(unit, {"h", "hour", "hours", "hr", "hrs"})) return 3600;
  return 0;
}

bool is_letter_unit(std::string_view unit) {
  return is_one_of(unit, {"s", "m", "h"});
}

bool is_decade(double number) {
  return number >= 10 && number <= 90 && std::fmod(number, 10) == 0;
}

// Drum machines and records, as people write more than one of them.
bool is_name(double number) {
  for (const double known : {33, 45, 78, 101, 303, 606, 707, 808, 909}) {
    if (number == known) return true;
  }
  return false;
}

// A number with its unit: "30 seconds", "2m".
struct Part {
  double number = 0;
  std::string_view unit;
  std::size_t end = 0;    // the first word after it
  bool attached = false;  // "30s"

  double seconds() const { return number * seconds_in(unit); }
};

class LengthReader {
 public:
  LengthReader(const std::vector<Word>& words, std::size_t first) : words_(words), first_(first) {}

  std::optional<StatedLength> read() const {
    if (is_place_in_song()) return std::nullopt;
    if (first_ > 0 && part_with_comma(first_ - 1)) return std::nullopt;  // the 5 of "1,5 min"
    if (auto clock = clock_time()) return clock;
    if (auto run = run_of_units()) return run;
    if (auto phrase = phrase_with_a()) return phrase;
    return sum_of_parts();
  }

 private:
  std::string_view text(std::size_t i) const {
    return i < words_.size() ? std::string_view(words_[i].text) : std::string_view();
  }
  std::string_view before() const { return first_ > 0 ? text(first_ - 1) : std::string_view(); }

  bool is_end(std::size_t i) const { return i >= words_.size() || words_[i].starts_clause; }

  // "The first 30 seconds" of a song, not the song.
  bool is_place_in_song() const {
    if (is_one_of(before(), {"after", "first", "final", "every", "each", "until"})) return true;
    return before() == "last" && first_ > 1 && text(first_ - 2) == "the";
  }

  // The sentence itself calls it a length.
  bool is_called_length(std::size_t end) const {
    if (text(end) == "long" || text(end) == "duration") return true;
    std::size_t at = first_;
    while (at > 0 && is_one_of(text(at - 1), {"of", "is", "about", "around", "for"})) --at;
    if (at > 0 && is_one_of(text(at - 1), {"length", "duration", "lasting", "lasts"})) return true;
    return before() == "for" && is_end(end);
  }

  bool stands_alone(std::size_t end) const { return words_[first_].starts_clause && is_end(end); }

  std::optional<StatedLength> length(double seconds, std::size_t end) const {
    if (!(seconds > 0 && seconds <= kADay)) return std::nullopt;
    return StatedLength{Seconds(seconds), {first_, end - first_}};
  }

  // "2:30", "1:02:30"; not "at 3:30" nor "3:30 am".
  std::optional<StatedLength> clock_time() const {
    auto field = measure_of(text(first_));
    if (!field || !field->unit.starts_with(':')) return std::nullopt;
    if (before() == "at" || is_one_of(text(first_ + 1), {"am", "pm"})) return std::nullopt;
    double seconds = field->number;
    for (int fields = 1; !field->unit.empty(); ++fields) {
      if (!field->unit.starts_with(':') || fields == 3) return std::nullopt;
      field = measure_of(field->unit.substr(1));
      if (!field || field->number >= 60) return std::nullopt;
      seconds = seconds * 60 + field->number;
    }
    return length(seconds, first_ + 1);
  }

  // "2m30s", "1h30", "1h20min": as one word that counts down in units.
  std::optional<StatedLength> run_of_units() const {
    std::string_view rest = text(first_);
    double seconds = 0;
    double last = 0;
    int parts = 0;
    while (!rest.empty()) {
      const auto measure = measure_of(rest);
      if (!measure) return std::nullopt;
      const std::size_t size =
          std::min(measure->unit.find_first_of("0123456789"), measure->unit.size());
      double unit = seconds_in(measure->unit.substr(0, size));
      if (measure->unit.empty() && parts > 0) unit = last / 60;
      if (unit < 1 || (parts > 0 && unit >= last)) return std::nullopt;
      seconds += measure->number * unit;
      last = unit;
      ++parts;
      rest = measure->unit.substr(size);
    }
    return parts > 1 ? length(seconds, first_ + 1) : std::nullopt;
  }

  // "Half a minute", "a minute and a half", "an hour long"; "wait a minute" is none.
  std::optional<StatedLength> phrase_with_a() const {
    const bool half = text(first_) == "half";
    const std::size_t article = first_ + (half ? 1 : 0);
    if (!is_one_of(text(article), {"a", "an"})) return std::nullopt;
    const std::size_t end = article + 2;
    if (!is_one_of(text(article + 1), {"minute", "hour"})) return std::nullopt;
    const double unit = seconds_in(text(article + 1));
    if (half) return length(unit / 2, end);
    if (says_and_a_half(end)) return length(unit * 1.5, end + 3);
    return is_called_length(end) ? length(unit, end) : std::nullopt;
  }

  bool says_and_a_half(std::size_t i) const {
    return text(i) == "and" && text(i + 1) == "a" && text(i + 2) == "half";
  }

  // "2 minutes", "2 minutes and 30 seconds", "2m 30s".
  std::optional<StatedLength> sum_of_parts() const {
    const auto whole = part_at(first_);
    if (!whole) return std::nullopt;
    double seconds = whole->seconds();
    if (says_and_a_half(whole->end) && whole->seconds() >= 60) {
      return length(seconds + seconds_in(whole->unit) / 2, whole->end + 3);
    }
    Part last = *whole;
    while (const auto next = part_after(last)) {
      seconds += next->seconds();
      last = *next;
    }
    const bool sum = last.end != whole->end;
    return sum || is_meant(*whole) ? length(seconds, last.end) : std::nullopt;
  }

  // A part of a smaller unit: the 30 seconds of "2 minutes, 30 seconds".
  std::optional<Part> part_after(const Part& last) const {
    const std::size_t at = last.end + (text(last.end) == "and" ? 1 : 0);
    const auto part = part_at(at);
    const bool smaller = part && seconds_in(part->unit) < seconds_in(last.unit);
    return smaller && part->seconds() < seconds_in(last.unit) ? part : std::nullopt;
  }

  // "1,5 min", "1,000s". Not "at 130,3 min", which says a tempo and a length, nor "90,80s".
  std::optional<Part> part_with_comma(std::size_t i) const {
    const auto measure = measure_with_comma(words_, i);
    if (!measure || (i > 0 && is_one_of(text(i - 1), {"at", "bpm", "tempo"}))) return std::nullopt;
    if (!measure->unit.empty()) {
      const auto after_comma = measure_of(text(i + 1));
      const bool decade = measure->unit == "s" && after_comma && is_decade(after_comma->number);
      if (decade || seconds_in(measure->unit) == 0) return std::nullopt;
      return Part{measure->number, measure->unit, i + 2, true};
    }
    if (seconds_in(text(i + 2)) == 0) return std::nullopt;
    return Part{measure->number, text(i + 2), i + 3, false};
  }

  std::optional<Part> part_at(std::size_t i) const {
    if (const auto part = part_with_comma(i)) return part;
    const auto measure = i < words_.size() ? measure_of(text(i)) : std::nullopt;
    if (measure && seconds_in(measure->unit) > 0) {
      return Part{measure->number, measure->unit, i + 1, true};
    }
    std::size_t end = i + 1;
    std::optional<double> number;
    if (measure && measure->unit.empty()) number = measure->number;
    if (const auto spelled = spelled_number(words_, i)) {
      number = spelled->value;
      end = spelled->end;
    }
    if (number && says_and_a_half(end) && seconds_in(text(end + 3)) >= 60) {
      return Part{*number + 0.5, text(end + 3), end + 4, false};
    }
    if (!number || seconds_in(text(end)) == 0) return std::nullopt;
    return Part{*number, text(end), end + 1, false};
  }

  // Units of one letter also stand for other things.
  bool is_meant(const Part& part) const {
    if (!is_letter_unit(part.unit)) return true;
    if (part.unit == "h") return part.number != 24;
    if (is_called_length(part.end)) return true;
    if (part.unit == "m") return stands_alone(part.end) && part.number <= 60;
    if (before() == "the" || text(part.end) == "of") return false;
    if (part.attached)
      return part.number < 1000 && !is_decade(part.number) && !is_name(part.number);
    const bool like_a_decade = is_decade(part.number) && part.number >= 50;
    return !like_a_decade || is_end(part.end);
  }

  const std::vector<Word>& words_;
  std::size_t first_;
};

}  // namespace

std::optional<StatedLength> length_at(const std::vector<Word>& words, std::size_t first) {
  return LengthReader(words, first).read();
}

}  // namespace musicgen::composer
