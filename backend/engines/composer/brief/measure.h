#pragma once
// A number as it stands in a prompt.

#include <algorithm>
#include <charconv>
#include <initializer_list>
#include <optional>
#include <string_view>

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

}  // namespace musicgen::composer
