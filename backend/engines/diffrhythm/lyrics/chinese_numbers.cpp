// chinese_numbers() of mandarin.h.

#include <vector>

#include "engines/diffrhythm/lyrics/characters.h"
#include "engines/diffrhythm/lyrics/mandarin.h"

namespace musicgen::lyrics {
namespace {

constexpr std::u32string_view kDigits = U"零一二三四五六七八九";

// Longer numbers are read digit by digit.
constexpr std::size_t kLongestNumber = 12;

std::u32string digit_by_digit(std::u32string_view digits) {
  std::u32string out;
  for (const char32_t c : digits) out += kDigits[static_cast<std::size_t>(digit_value(c))];
  return out;
}

// Up to four digits; zeros inside are said once: 1005 is 一千零五.
std::u32string below_ten_thousand(std::u32string_view digits) {
  constexpr std::u32string_view kPlaces = U"千百十";
  std::u32string out;
  bool zero = false;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const int digit = digit_value(digits[i]);
    if (digit == 0) {
      zero = true;
      continue;
    }
    if (zero && !out.empty()) out += U'零';
    zero = false;
    out += kDigits[static_cast<std::size_t>(digit)];
    const std::size_t place = digits.size() - i - 1;
    if (place > 0) out += kPlaces[3 - place];
  }
  return out;
}

std::u32string whole_number(std::u32string_view digits) {
  while (digits.size() > 1 && digit_value(digits.front()) == 0) digits.remove_prefix(1);
  if (digits.size() == 1) return digit_by_digit(digits);
  if (digits.size() > kLongestNumber) return digit_by_digit(digits);
  std::u32string out;
  bool gap = false;
  while (!digits.empty()) {
    const std::size_t group = (digits.size() - 1) / 4;
    const std::u32string_view part = digits.substr(0, digits.size() - 4 * group);
    const std::u32string words = below_ten_thousand(part);
    if (!words.empty()) {
      if (!out.empty() && (gap || digit_value(part.front()) == 0)) out += U'零';
      out += words;
      if (group > 0) out += group == 1 ? U'万' : U'亿';
    }
    gap = words.empty();
    digits.remove_prefix(part.size());
  }
  // 一十二 is said 十二.
  if (out.starts_with(U"一十")) out.erase(0, 1);
  return out;
}

std::size_t digits_at(std::u32string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && digit_value(text[end]) >= 0) ++end;
  return end - at;
}

}  // namespace

std::u32string chinese_numbers(std::u32string_view text) {
  std::u32string out;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t size = digits_at(text, i);
    if (size == 0) {
      out += text[i++];
      continue;
    }
    const std::u32string_view digits = text.substr(i, size);
    i += size;
    const char32_t next = i < text.size() ? text[i] : U'\0';
    const std::size_t part = next == U'.' || next == U'/' ? digits_at(text, i + 1) : 0;
    const std::u32string_view rest = part > 0 ? text.substr(i + 1, part) : std::u32string_view();
    if (next == U'年' && size == 4) {
      out += digit_by_digit(digits);
    } else if (next == U'/' && part > 0) {
      out += whole_number(rest) + U"分之" + whole_number(digits);
      i += 1 + part;
    } else {
      std::u32string number = whole_number(digits);
      if (next == U'.' && part > 0) {
        number += U'点' + digit_by_digit(rest);
        i += 1 + part;
      }
      const bool percent = i < text.size() && (text[i] == U'%' || text[i] == U'％');
      if (percent) ++i;
      out += percent ? U"百分之" + number : number;
    }
  }
  return out;
}

}  // namespace musicgen::lyrics
