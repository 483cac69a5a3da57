#include "engines/diffrhythm/lyrics/sheet.h"

#include <algorithm>
#include <array>
#include <limits>

#include <fmt/format.h>

#include "base/error.h"
#include "base/text.h"
#include "engines/diffrhythm/lyrics/characters.h"
#include "engines/diffrhythm/lyrics/lrc.h"

namespace musicgen::lyrics {
namespace {

constexpr std::size_t kLongestHeading = 40;

template <class Do>
void for_each_line(std::string_view text, Do work) {
  for (int number = 1; !text.empty(); ++number) {
    const std::size_t end = text.find('\n');
    work(number, text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
}

[[noreturn]] void refuse(int number, std::string_view what, const std::string& advice) {
  throw InvalidLyrics(fmt::format("Line {}: {}", number, what)).at("/lyrics").advise(advice);
}

void check_line(int number, std::string_view line) {
  if (!is_valid_utf8(line)) {
    refuse(number, "these bytes are not text.", "Save the lyrics as UTF-8.");
  }
  const std::u32string characters = code_points_of(line);
  if (characters.size() > kMaxLineCharacters) {
    refuse(
        number,
        fmt::format("{} characters; a line has at most {}.", characters.size(), kMaxLineCharacters),
        "Break it into the lines in which it is sung.");
  }
  for (const char32_t c : characters) {
    const std::string language = foreign_language_of(c);
    if (language.empty()) continue;
    refuse(number, fmt::format("\"{}\" is {}.", utf8_of(std::u32string(1, c)), language),
           "DiffRhythm sings English and Mandarin. Write the words in English letters or Chinese "
           "characters.");
  }
}

bool is_metadata(std::string_view tag) {
  constexpr std::array<std::string_view, 12> kNames = {"ti", "ar", "al",     "au",     "by", "re",
                                                       "ve", "la", "offset", "length", "#",  "id"};
  const std::size_t colon = tag.find(':');
  return colon != std::string_view::npos &&
         std::ranges::find(kNames, to_lower_ascii(trim(tag.substr(0, colon)))) != kNames.end();
}

// What stands between the brackets of a line that is nothing but "[...]".
std::optional<std::string_view> bracketed(std::string_view line) {
  line = trim(line);
  const bool whole = line.size() > 2 && line.starts_with('[') && line.find(']') == line.size() - 1;
  if (!whole) return std::nullopt;
  return trim(line.substr(1, line.size() - 2));
}

// The name of a section; nothing for a line that is no heading. One that begins with a digit is a
// time that went wrong.
std::optional<std::string> heading_in(std::string_view line) {
  const std::optional<std::string_view> name = bracketed(line);
  if (!name || name->empty() || count_characters(*name) > kLongestHeading) return std::nullopt;
  if (name->front() >= '0' && name->front() <= '9') return std::nullopt;
  std::string heading = to_lower_ascii(*name);
  if (heading.ends_with(':')) heading.pop_back();
  return heading;
}

bool is_timed(std::string_view text, const Lrc& lrc) {
  bool timed = false;
  std::size_t next = 0;
  for_each_line(text, [&](int number, std::string_view line) {
    if (next == lrc.lines.size() || lrc.lines[next].number != number) return;
    ++next;
    timed = timed || line.find('[') < 4;  // a byte order mark may stand before it
  });
  return timed;
}

Sheet timed_sheet(Lrc lrc) {
  Sheet sheet{.timed = true};
  std::string section;
  std::size_t next = 0;
  const auto take_skipped_before = [&](int number) {
    for (; next < lrc.skipped.size() && lrc.skipped[next].number < number; ++next) {
      SkippedLine& skipped = lrc.skipped[next];
      if (const auto tag = bracketed(skipped.text); tag && is_metadata(*tag)) continue;
      if (const auto heading = heading_in(skipped.text)) {
        section = *heading;
      } else {
        sheet.lines.push_back(
            {.number = skipped.number, .text = std::move(skipped.text), .section = section});
      }
    }
  };
  for (TimedLine& line : lrc.lines) {
    take_skipped_before(line.number);
    sheet.lines.push_back({.number = line.number,
                           .text = std::move(line.text),
                           .section = section,
                           .start_s = line.start_s});
  }
  take_skipped_before(std::numeric_limits<int>::max());
  return sheet;
}

// Cuts plain lyrics into sections. A heading without words below it stays as a line of its own.
class PlainReader {
 public:
  void take(int number, std::string_view line) {
    const std::string text = utf8_of(strip(code_points_of(line)));
    if (text.empty()) {
      // A blank line parts verses that have no headings.
      if (section_.empty()) ++part_;
      return;
    }
    if (const auto tag = bracketed(text); tag && is_metadata(*tag)) return;
    if (const auto heading = heading_in(text)) {
      close();
      section_ = *heading;
      heading_number_ = number;
      ++part_;
      return;
    }
    heading_number_ = 0;
    add(number, text);
  }

  Sheet finish() {
    close();
    return std::move(sheet_);
  }

 private:
  void add(int number, std::string text) {
    sheet_.lines.push_back(
        {.number = number, .text = std::move(text), .section = section_, .part = part_});
  }

  void close() {
    if (heading_number_ > 0) add(heading_number_, "");
    heading_number_ = 0;
  }

  Sheet sheet_;
  std::string section_;
  int part_ = 0;
  int heading_number_ = 0;  // of a heading that has no words yet
};

}  // namespace

Sheet read_sheet(std::string_view text) {
  for_each_line(text, check_line);
  Lrc lrc = parse_lrc(text);
  Sheet sheet;
  if (is_timed(text, lrc)) {
    sheet = timed_sheet(std::move(lrc));
  } else {
    PlainReader reader;
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
    for_each_line(text, [&](int number, std::string_view line) { reader.take(number, line); });
    sheet = reader.finish();
  }
  if (sheet.lines.size() > kMaxSungLines) {
    refuse(sheet.lines[kMaxSungLines].number,
           fmt::format("a song has at most {} lines.", kMaxSungLines), "Shorten the lyrics.");
  }
  return sheet;
}

bool is_instrumental(std::string_view section) {
  constexpr std::array<std::string_view, 9> kNames = {
      "intro", "outro", "instrumental", "inst", "interlude", "solo", "break", "ending", "music"};
  const std::string_view first = section.substr(0, section.find_first_of(" :-"));
  const bool named = std::ranges::find(kNames, first) != kNames.end();
  return named || section.ends_with("solo") || section.ends_with("break") ||
         section.ends_with("instrumental");
}

}  // namespace musicgen::lyrics
