#include "engines/diffrhythm/lyrics/lrc.h"

#include <charconv>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "base/text.h"
#include "engines/diffrhythm/lyrics/characters.h"

namespace musicgen::lyrics {
namespace {

constexpr std::size_t kTimeBegin = 1;
constexpr std::size_t kTimeEnd = 9;
constexpr std::size_t kTextBegin = 10;

// Text that Python's int() and float() could take, in the spelling that std::from_chars takes:
// without spaces around it and underscores between digits, digits of any script as ASCII.
std::optional<std::string> number_text(std::u32string_view text) {
  text = strip(text);
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char32_t c = text[i];
    const int digit = digit_value(c);
    if (digit >= 0) {
      out += static_cast<char>('0' + digit);
    } else if (c == U'_') {
      const bool between = i > 0 && i + 1 < text.size() && digit_value(text[i - 1]) >= 0 &&
                           digit_value(text[i + 1]) >= 0;
      if (!between) return std::nullopt;
    } else if (c > 0 && c < 0x80) {
      out += static_cast<char>(c);
    } else {
      return std::nullopt;
    }
  }
  if (out.starts_with('+')) {
    out.erase(0, 1);
    if (out.starts_with('-')) return std::nullopt;
  }
  return out;
}

template <class Number>
std::optional<Number> number_in(std::u32string_view text) {
  const std::optional<std::string> digits = number_text(text);
  if (!digits) return std::nullopt;
  Number value{};
  const char* end = digits->data() + digits->size();
  const auto [stop, error] = std::from_chars(digits->data(), end, value);
  if (error != std::errc() || stop != end) return std::nullopt;
  return value;
}

std::optional<double> seconds_in(std::u32string_view time) {
  const std::size_t colon = time.find(U':');
  if (colon == std::u32string_view::npos) return std::nullopt;
  const auto minutes = number_in<long long>(time.substr(0, colon));
  const auto seconds = number_in<double>(time.substr(colon + 1));
  // "nan" and "inf" are numbers to Python too, but no time of a song.
  if (!minutes || !seconds || !std::isfinite(*seconds)) return std::nullopt;
  return static_cast<double>(*minutes) * 60 + *seconds;
}

std::optional<TimedLine> timed_line(std::u32string_view line) {
  if (line.size() <= kTimeBegin) return std::nullopt;
  const auto start = seconds_in(line.substr(kTimeBegin, kTimeEnd - kTimeBegin));
  if (!start) return std::nullopt;
  TimedLine timed{.start_s = *start};
  if (line.size() > kTextBegin) timed.text = utf8_of(strip(line.substr(kTextBegin)));
  return timed;
}

}  // namespace

Lrc parse_lrc(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  Lrc lrc;
  bool first = true;
  for (int number = 1; !text.empty(); ++number) {
    const std::size_t end = text.find('\n');
    const std::u32string line = code_points_of(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    const std::u32string_view stripped = strip(line);
    if (stripped.empty()) continue;
    // The official code strips the whole text, so only the first line may be indented.
    std::optional<TimedLine> timed = timed_line(first ? line.substr(line.find(stripped[0])) : line);
    first = false;
    if (timed) {
      timed->number = number;
      lrc.lines.push_back(std::move(*timed));
    } else {
      lrc.skipped.push_back({number, utf8_of(stripped)});
    }
  }
  return lrc;
}

std::string lrc_time(double seconds) {
  const long long hundredths = std::llround(seconds * 100);
  return fmt::format("[{:02}:{:02}.{:02}]", hundredths / 6000, hundredths / 100 % 60,
                     hundredths % 100);
}

}  // namespace musicgen::lyrics
