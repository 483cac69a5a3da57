#pragma once
// Lyrics as people write them, cut into lines and sections but not yet read aloud: either with a
// time before each line (LRC), or plain, with section headings such as [verse] and no times.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace musicgen::lyrics {

inline constexpr std::size_t kMaxLineCharacters = 10000;
inline constexpr std::size_t kMaxSungLines = 2000;

struct SheetLine {
  int number = 0;                 // in the text, from 1
  std::string text;               // empty: only a time (LRC), or a section without words (plain)
  std::string section;            // "verse 2", lower case; empty where none was named
  int part = 0;                   // lines of one section, or between blank lines, share it
  std::optional<double> start_s;  // LRC only; none for a line whose time can't be read
};

struct Sheet {
  bool timed = false;
  std::vector<SheetLine> lines;  // without headings, LRC metadata and blank lines
};

// A plain line without words stands for its section: "[instrumental]" with nothing below it.
//
// Throws InvalidLyrics, naming the line: broken UTF-8, a line of more than kMaxLineCharacters, more
// than kMaxSungLines lines, or letters of a language that DiffRhythm does not sing.
Sheet read_sheet(std::string_view text);

// Whether music without words is meant by a section of that name: intro, instrumental, solo, ...
bool is_instrumental(std::string_view section);

}  // namespace musicgen::lyrics
