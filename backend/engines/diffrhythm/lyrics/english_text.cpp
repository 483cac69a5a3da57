#include "engines/diffrhythm/lyrics/english_text.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "engines/diffrhythm/lyrics/characters.h"
#include "engines/diffrhythm/lyrics/number_words.h"

namespace musicgen::lyrics {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 20> kAbbreviations = {{
    {"mrs", "misess"},   {"mr", "mister"},    {"dr", "doctor"},     {"st", "saint"},
    {"co", "company"},   {"jr", "junior"},    {"maj", "major"},     {"gen", "general"},
    {"drs", "doctors"},  {"rev", "reverend"}, {"lt", "lieutenant"}, {"hon", "honorable"},
    {"sgt", "sergeant"}, {"capt", "captain"}, {"esq", "esquire"},   {"ltd", "limited"},
    {"col", "colonel"},  {"ft", "fort"},      {"etc", "et cetera"}, {"btw", "by the way"},
}};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// How many bytes at the front are digits or one of `others`, as far as the last digit.
std::size_t digit_run(std::string_view text, std::string_view others = "") {
  std::size_t end = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_digit(text[i])) {
      end = i + 1;
    } else if (others.find(text[i]) == std::string_view::npos) {
      break;
    }
  }
  return end;
}

std::string without(std::string_view text, char removed) {
  std::string out(text);
  std::erase(out, removed);
  return out;
}

// Goes through the text once. `rule(rest, out)` writes what stands for the front of `rest` and
// returns how much of it that was; 0 keeps one byte as it is.
template <class Rule>
std::string rewrite(std::string_view text, Rule rule) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    std::size_t taken = rule(text, out);
    if (taken == 0) {
      out += text.front();
      taken = 1;
    }
    text.remove_prefix(taken);
  }
  return out;
}

// "1,000" -> "1000".
std::size_t join_thousands(std::string_view rest, std::string& out) {
  if (!is_digit(rest.front())) return 0;
  const std::size_t size = digit_run(rest, ",");
  out += size < 3 ? std::string(rest.substr(0, size)) : without(rest.substr(0, size), ',');
  return size;
}

std::size_t say_pounds(std::string_view rest, std::string& out) {
  constexpr std::string_view kPound = "£";
  if (!rest.starts_with(kPound)) return 0;
  const std::size_t size = digit_run(rest.substr(kPound.size()), ",");
  if (size == 0) return 0;
  out += fmt::format("{} pounds", rest.substr(kPound.size(), size));
  return kPound.size() + size;
}

std::string amount(std::string_view digits, std::string_view unit) {
  return fmt::format("{} {}{}", digits, unit, digits == "1" ? "" : "s");
}

std::string plain_number(std::string_view digits) {
  std::string plain = without(digits, ',');
  plain.erase(0, std::min(plain.find_first_not_of('0'), plain.size()));
  return plain;
}

std::size_t say_dollars(std::string_view rest, std::string& out) {
  if (rest.front() != '$') return 0;
  const std::size_t size = digit_run(rest.substr(1), ",.");
  if (size == 0) return 0;
  const std::string_view sum = rest.substr(1, size);
  if (std::ranges::count(sum, '.') > 1) {
    out += fmt::format(" {} dollars ", sum);
    return 1 + size;
  }
  const std::size_t point = sum.find('.');
  const std::string dollars = plain_number(sum.substr(0, point));
  const std::string cents =
      point == std::string_view::npos ? "" : plain_number(sum.substr(point + 1));
  if (!dollars.empty() && !cents.empty()) {
    out += fmt::format(" {}, {} ", amount(dollars, "dollar"), amount(cents, "cent"));
  } else if (!dollars.empty() || !cents.empty()) {
    out += fmt::format(" {} ", cents.empty() ? amount(dollars, "dollar") : amount(cents, "cent"));
  } else {
    out += " zero dollars ";
  }
  return 1 + size;
}

std::string fraction_words(std::string_view above, std::string_view below) {
  const std::string numerator = cardinal_words(above, And::with);
  const std::string denominator = cardinal_words(below, And::with);
  if (denominator == "two") return numerator == "one" ? "one half" : numerator + " halves";
  if (denominator == "four") return numerator == "one" ? "one quarter" : numerator + " quarters";
  return numerator + " " + ordinal_of_words(denominator);
}

std::size_t say_fraction(std::string_view rest, std::string& out) {
  const std::size_t above = digit_run(rest);
  if (above == 0) return 0;
  const bool slash = above < rest.size() && rest[above] == '/';
  const std::size_t below = slash ? digit_run(rest.substr(above + 1)) : 0;
  if (below == 0) {
    out += rest.substr(0, above);
    return above;
  }
  out += fmt::format(" {} ", fraction_words(rest.substr(0, above), rest.substr(above + 1, below)));
  return above + 1 + below;
}

std::size_t say_point(std::string_view rest, std::string& out) {
  const std::size_t whole = digit_run(rest);
  if (whole == 0) return 0;
  const bool point = whole < rest.size() && rest[whole] == '.';
  const std::size_t part = point ? digit_run(rest.substr(whole + 1)) : 0;
  out += rest.substr(0, whole);
  if (part == 0) return whole;
  out += fmt::format(" point {}", rest.substr(whole + 1, part));
  return whole + 1 + part;
}

std::size_t say_percent(std::string_view rest, std::string& out) {
  const std::size_t digits = digit_run(rest);
  if (digits == 0) return 0;
  out += rest.substr(0, digits);
  if (digits == rest.size() || rest[digits] != '%') return digits;
  out += " percent ";
  return digits + 1;
}

std::size_t say_ordinal(std::string_view rest, std::string& out) {
  const std::size_t digits = digit_run(rest);
  if (digits == 0) return 0;
  const std::string_view suffix = rest.substr(digits, 2);
  if (suffix != "st" && suffix != "nd" && suffix != "rd" && suffix != "th") {
    out += rest.substr(0, digits);
    return digits;
  }
  out += fmt::format(" {} ", ordinal_words(rest.substr(0, digits)));
  return digits + 2;
}

// Between 1,001 and 2,999 a number is said as a year.
std::string number_or_year(std::string_view digits) {
  const std::string plain = plain_number(digits);
  const bool year = plain.size() == 4 && (plain[0] == '1' || plain[0] == '2') && plain != "1000";
  if (!year) return cardinal_words(plain, And::without);
  if (plain == "2000") return "two thousand";
  if (plain.starts_with("200")) return "two thousand " + cardinal_words(plain.substr(3), And::with);
  if (plain.ends_with("00")) return cardinal_words(plain.substr(0, 2), And::with) + " hundred";
  return year_words(plain);
}

std::size_t say_number(std::string_view rest, std::string& out) {
  const std::size_t digits = digit_run(rest);
  if (digits != 0) out += fmt::format(" {} ", number_or_year(rest.substr(0, digits)));
  return digits;
}

}  // namespace

std::string expand_abbreviations(std::string_view text) {
  const std::u32string characters = code_points_of(text);
  std::string out;
  for (std::size_t i = 0; i < characters.size();) {
    std::size_t end = i;
    while (end < characters.size() && is_word_character(characters[end])) ++end;
    const std::string word = utf8_of(characters.substr(i, std::max<std::size_t>(end - i, 1)));
    i += std::max<std::size_t>(end - i, 1);
    const std::string folded = to_lower_ascii(word);
    const auto* known =
        std::ranges::find(kAbbreviations, folded, [](const auto& entry) { return entry.first; });
    out += known == kAbbreviations.end() ? word : std::string(known->second);
  }
  return out;
}

std::string spell_numbers(std::string_view text) {
  std::string out = rewrite(text, join_thousands);
  out = rewrite(out, say_pounds);
  out = rewrite(out, say_dollars);
  out = rewrite(out, say_fraction);
  out = rewrite(out, say_point);
  out = rewrite(out, say_percent);
  out = rewrite(out, say_ordinal);
  return rewrite(out, say_number);
}

}  // namespace musicgen::lyrics
