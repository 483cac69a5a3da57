#include "engines/diffrhythm/lyrics/number_words.h"

#include <array>
#include <utility>
#include <vector>

namespace musicgen::lyrics {
namespace {

constexpr std::array<std::string_view, 20> kSmall = {
    "zero",     "one",     "two",     "three",     "four",     "five",    "six",
    "seven",    "eight",   "nine",    "ten",       "eleven",   "twelve",  "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"};
constexpr std::array<std::string_view, 10> kTens = {
    "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"};
constexpr std::array<std::string_view, 12> kThousands = {"",
                                                         " thousand",
                                                         " million",
                                                         " billion",
                                                         " trillion",
                                                         " quadrillion",
                                                         " quintillion",
                                                         " sextillion",
                                                         " septillion",
                                                         " octillion",
                                                         " nonillion",
                                                         " decillion"};

std::string_view without_leading_zeros(std::string_view digits) {
  while (digits.size() > 1 && digits.front() == '0') digits.remove_prefix(1);
  return digits;
}

int value_of(std::string_view digits) {
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

// 1 to 99.
std::string words_below_hundred(int number) {
  if (number < 20) return std::string(kSmall[static_cast<std::size_t>(number)]);
  std::string words(kTens[static_cast<std::size_t>(number / 10)]);
  if (number % 10 != 0) {
    words += '-';
    words += kSmall[static_cast<std::size_t>(number % 10)];
  }
  return words;
}

// 1 to 999.
std::string words_below_thousand(int number, And style) {
  if (number < 100) return words_below_hundred(number);
  std::string words = std::string(kSmall[static_cast<std::size_t>(number / 100)]) + " hundred";
  if (number % 100 == 0) return words;
  words += style == And::with ? " and " : " ";
  return words + words_below_hundred(number % 100);
}

std::string digit_by_digit(std::string_view digits) {
  std::string words;
  for (const char c : digits) {
    if (!words.empty()) words += ' ';
    words += kSmall[static_cast<std::size_t>(c - '0')];
  }
  return words;
}

}  // namespace

std::string cardinal_words(std::string_view digits, And style) {
  digits = without_leading_zeros(digits);
  if (digits == "0" || digits.empty()) return "zero";
  if (digits.size() > 3 * kThousands.size()) return digit_by_digit(digits);
  std::string words;
  while (!digits.empty()) {
    const std::size_t group = (digits.size() - 1) / 3;
    const std::size_t size = digits.size() - 3 * group;
    const int value = value_of(digits.substr(0, size));
    digits.remove_prefix(size);
    if (value == 0) continue;
    // Only a last part without hundreds is joined by "and": "five thousand and one".
    const bool joined = group == 0 && value < 100;
    if (!words.empty()) words += !joined ? ", " : style == And::with ? " and " : " ";
    words += words_below_thousand(value, style);
    words += kThousands[group];
  }
  return words;
}

std::string ordinal_of_words(std::string words) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kEndings = {{
      {"ty", "tieth"},
      {"one", "first"},
      {"two", "second"},
      {"three", "third"},
      {"five", "fifth"},
      {"eight", "eighth"},
      {"nine", "ninth"},
      {"twelve", "twelfth"},
  }};
  for (const auto& [cardinal, ordinal] : kEndings) {
    if (words.ends_with(cardinal)) {
      return words.replace(words.size() - cardinal.size(), cardinal.size(), ordinal);
    }
  }
  return words + "th";
}

std::string ordinal_words(std::string_view digits) {
  return ordinal_of_words(cardinal_words(digits, And::with));
}

std::string year_words(std::string_view digits) {
  const int first = value_of(digits.substr(0, 2));
  const int last = value_of(digits.substr(2));
  std::string words = words_below_hundred(first);
  if (last == 0) return words + " zero zero";
  return words + (last < 10 ? " oh " : " ") + words_below_hundred(last);
}

}  // namespace musicgen::lyrics
