#pragma once
// When each line of plain lyrics is sung: from its syllables, the tempo and the sections. The pace
// is that of the examples that come with DiffRhythm (infer/example/eg_en.lrc and eg_cn.lrc: about
// three English or two Chinese syllables a second, a short breath after each line).

#include <vector>

#include "engines/diffrhythm/lyrics/sheet.h"

namespace musicgen::lyrics {

inline constexpr double kEnglishSyllablesPerSecond = 3.0;
inline constexpr double kMandarinSyllablesPerSecond = 2.2;
inline constexpr double kDefaultTempoBpm = 100;

// Seconds that a line takes at an easy pace. Sung twice as fast, words are lost.
double sung_seconds(int english_syllables, int mandarin_syllables);

struct LineTimes {
  double start_s = 0;  // in hundredths, so that LRC keeps it exactly
  double end_s = 0;
};

struct PlainTimes {
  std::vector<LineTimes> lines;  // one for each line of the sheet
  double total_s = 0;            // of the song at this pace, ending included
};

// `sung_s` has the seconds of each line of `sheet`; 0: it has nothing to sing and takes no time.
// Lines start on beats. The pace and the music between sections give way until the song fits into
// `song_s`; where even the fastest pace does not fit, `total_s` is above it and the last lines
// start too late. `song_s` 0: an easy pace.
PlainTimes plan_times(const Sheet& sheet, const std::vector<double>& sung_s, double tempo_bpm,
                      double song_s);

}  // namespace musicgen::lyrics
