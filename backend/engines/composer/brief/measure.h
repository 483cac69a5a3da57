#pragma once
// A number as it stands in a prompt.

#include <algorithm>
#include <charconv>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <vector>

#include "engines/composer/brief/words.h"

namespace musicgen::composer {

inline bool is_one_of(std::string_view word, std::initializer_list<std::string_view> list) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

// A number with what stands right after it: "90bpm" -> 90, "bpm".
struct Measure {
  double number = 0;
  std::string_view unit;
};

inline std::optional<Measure> measure_of(std::string_view text) {
  double number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number, std::chars_format::fixed);
  if (error != std::errc() || text.front() < '0' || text.front() > '9') return std::nullopt;
  return Measure{number, std::string_view(stop, static_cast<std::size_t>(end - stop))};
}

// A number of two words, which its comma parts: "1,5", "92,5bpm", "1,000". None where the words are
// of a longer list ("rain,90,3min").
std::optional<Measure> measure_with_comma(const std::vector<Word>& words, std::size_t first);

}  // namespace musicgen::composer
