#pragma once
// Lyrics with times, "[00:10.00]Moonlight spills", read exactly as the official code does
// (DiffRhythm 28ad63c, infer/infer_utils.py, parse_lyrics): of each line, characters 1 to 8 are the
// time "MM:SS.ss" and everything from character 10 on is the text. Other lines are skipped.

#include <string>
#include <string_view>
#include <vector>

namespace musicgen::lyrics {

struct TimedLine {
  int number = 0;      // of the line in the text, from 1
  double start_s = 0;  // may be negative; lines need not be in order
  std::string text;    // without spaces at both ends; may be empty
};

struct SkippedLine {
  int number = 0;
  std::string text;
};

struct Lrc {
  std::vector<TimedLine> lines;
  std::vector<SkippedLine> skipped;  // without blank ones
};

// Never throws: a line whose time can't be read is skipped. Lines end with "\n" or "\r\n"; a byte
// order mark at the beginning is ignored.
Lrc parse_lrc(std::string_view text);

// "[01:05.50]".
std::string lrc_time(double seconds);

}  // namespace musicgen::lyrics
