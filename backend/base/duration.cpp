#include "base/duration.h"

#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "base/error.h"
#include "base/text.h"

namespace musicgen {
namespace {

[[noreturn]] void refuse(std::string_view text) {
  throw InvalidParameter(fmt::format("\"{}\" is no length of time.", first_characters(text, 40)))
      .at("/duration")
      .advise("Write it like 180, 90s, 3m, 1h30m or 1:30.");
}

// Takes a plain decimal number off the front.
double take_number(std::string_view& rest, std::string_view whole) {
  double value = 0;
  const auto [end, error] =
      std::from_chars(rest.data(), rest.data() + rest.size(), value, std::chars_format::fixed);
  if (error != std::errc() || !std::isfinite(value)) refuse(whole);
  rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
  return value;
}

Seconds from_clock(std::string_view text) {
  double seconds = 0;
  for (const std::string& field : split(text, ':')) {
    std::string_view rest = field;
    seconds = seconds * 60 + take_number(rest, text);
    if (!rest.empty() || !std::isfinite(seconds)) refuse(text);
  }
  return Seconds(seconds);
}

}  // namespace

Seconds duration_of(std::string_view text) {
  const std::string pointed = with_decimal_point(trim(text));
  std::string_view rest = pointed;
  if (rest.find(':') != std::string_view::npos) return from_clock(rest);
  double seconds = 0;
  double last_unit = INFINITY;
  do {
    const double value = take_number(rest, text);
    const char unit = rest.empty() ? 's' : rest.front();
    const double length = unit == 'h' ? 3600 : unit == 'm' ? 60 : unit == 's' ? 1 : 0;
    if (length == 0 || length >= last_unit) refuse(text);
    last_unit = length;
    seconds += value * length;
    rest.remove_prefix(std::min<std::size_t>(1, rest.size()));
  } while (!rest.empty());
  if (!std::isfinite(seconds)) refuse(text);
  return Seconds(seconds);
}

std::string clock_text(Seconds duration) {
  const auto total = static_cast<long long>(std::llround(duration.count()));
  if (total >= 3600) {
    return fmt::format("{}:{:02}:{:02}", total / 3600, total / 60 % 60, total % 60);
  }
  return fmt::format("{}:{:02}", total / 60, total % 60);
}

std::string exact_clock_text(Seconds duration) {
  const auto total = static_cast<long long>(std::llround(duration.count() * 1000));
  return fmt::format("{}:{:02}.{:03}", total / 60000, total / 1000 % 60, total % 1000);
}

}  // namespace musicgen
