#pragma once
// Lyrics, ready for the model: what is sung when, as tokens in frames, and what may go wrong with
// it. The engine takes the frames, POST /api/lyrics/check the rest.

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "engines/diffrhythm/lyrics/frames.h"
#include "engines/diffrhythm/lyrics/tokenizer.h"

namespace musicgen::lyrics {

inline constexpr double kShortSongSeconds = 95;  // the 2,048-frame model makes no longer ones
inline constexpr double kLongSongSeconds = 285;

// Codes of a line: too_close, too_far, out_of_order, starts_late, past_end, cut_off, left_out,
// time_not_read, second_time, nothing_to_sing, unknown_character. Of the whole: no_words, too_long,
// ends_early.
struct LyricsWarning {
  std::string code;
  std::string message;
};
BOOST_DESCRIBE_STRUCT(LyricsWarning, (), (code, message))

struct LyricsLine {
  int line = 0;                 // in the text, from 1
  std::string text;             // empty where only a time or a section is given
  std::string section;          // "chorus"; empty where none was named
  std::optional<double> start;  // seconds; null where the line is not sung
  std::optional<double> end;
  std::string language;  // "en", "zh", "en+zh"; empty where there is nothing to sing
  int syllables = 0;
  std::string phones;  // "h|ə|l|oʊ"
  std::vector<int> tokens;
  std::vector<LyricsWarning> warnings;
};
BOOST_DESCRIBE_STRUCT(LyricsLine, (),
                      (line, text, section, start, end, language, syllables, phones, tokens,
                       warnings))

struct LyricsReport {
  std::string format;  // "lrc", "plain"
  double duration = 0;
  std::vector<LyricsLine> lines;
  std::vector<LyricsWarning> warnings;
  std::string lrc;  // the same lyrics with the times that were used
};
BOOST_DESCRIBE_STRUCT(LyricsReport, (), (format, duration, lines, warnings, lrc))

struct LayoutOptions {
  std::optional<double> seconds;  // of the song; left out: what the lyrics need, 95 to 285
  std::optional<int> max_frames;  // of the model; left out: 2,048 up to 95 s, else 6,144
  std::optional<double> tempo_bpm;
};

struct Layout {
  LyricsReport report;
  Frames frames;
};

// Throws InvalidLyrics, naming the line, for what can't be taken (see read_sheet).
Layout lay_out(std::string_view text, const Tokenizer& tokenizer, const LayoutOptions& options);

}  // namespace musicgen::lyrics

template <>
inline constexpr auto musicgen::kRules<musicgen::lyrics::LyricsLine> = musicgen::rules({
    {.field = "line", .about = "The line's number in the text, from 1."},
    {.field = "section", .about = "What the heading above it says: verse, chorus, ..."},
    {.field = "start", .about = "Seconds; null where it is not sung."},
    {.field = "end", .about = "Seconds; null where it is not sung."},
    {.field = "language", .about = "en, zh or en+zh; empty where there is nothing to sing."},
    {.field = "phones", .about = "How it is pronounced, in the model's phones."},
    {.field = "tokens", .about = "What the model is given."},
});

template <>
inline constexpr auto musicgen::kRules<musicgen::lyrics::LyricsReport> = musicgen::rules({
    {.field = "format", .about = "lrc where the lines have times, else plain."},
    {.field = "duration", .about = "Seconds of the song."},
    {.field = "lrc", .about = "The same lyrics with the times that are used."},
});
