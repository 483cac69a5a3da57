#pragma once
// What may go wrong with lyrics, and what to do about it.

#include <vector>

#include "engines/diffrhythm/lyrics/layout.h"
#include "engines/diffrhythm/lyrics/sheet.h"

namespace musicgen::lyrics {

// Lyrics while they are laid out; the lists have an entry for each line of the sheet.
struct Draft {
  Sheet sheet;
  std::vector<SpokenLine> spoken;
  std::vector<double> sung_s;  // at an easy pace
  std::vector<double> end_s;
  double song_s = 0;
  double tempo_bpm = 0;
  double needed_s = 0;  // plain lyrics: the song at the pace that was chosen
};

std::vector<LyricsWarning> advice_on_line(const Draft& draft, const Frames& frames, std::size_t i);
std::vector<LyricsWarning> advice_on_song(const Draft& draft, const Frames& frames);

}  // namespace musicgen::lyrics
