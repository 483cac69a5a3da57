#include "engines/diffrhythm/lyrics/layout.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"
#include "engines/diffrhythm/lyrics/advice.h"
#include "engines/diffrhythm/lyrics/characters.h"
#include "engines/diffrhythm/lyrics/lrc.h"
#include "engines/diffrhythm/lyrics/plain_times.h"

namespace musicgen::lyrics {
namespace {

// After the last line with a time: the music ends too.
constexpr double kAfterLastLineSeconds = 10;

// Numbers are spoken in Chinese where all other words are Chinese.
Language main_language(std::string_view text) {
  const std::u32string characters = code_points_of(text);
  const bool chinese = std::ranges::any_of(characters, is_hanzi);
  const bool english = std::ranges::any_of(characters, is_ascii_letter);
  return chinese && !english ? Language::mandarin : Language::english;
}

std::string language_name(const SpokenLine& spoken) {
  if (spoken.mandarin_syllables == 0) return spoken.tokens.empty() ? "" : "en";
  return spoken.english_syllables == 0 ? "zh" : "en+zh";
}

// The length of a song that needs `seconds`, as far as the model can make it.
double song_seconds(double seconds, const LayoutOptions& options) {
  if (options.max_frames == kShortModelFrames) return kShortSongSeconds;
  const double shortest = options.max_frames ? kShortSongSeconds + 1 : kShortSongSeconds;
  return std::clamp(std::ceil(seconds), shortest, kLongSongSeconds);
}

// What the lyrics need where the length of the song is not given.
double needed_seconds(const Draft& draft) {
  if (!draft.sheet.timed) return plan_times(draft.sheet, draft.sung_s, draft.tempo_bpm, 0).total_s;
  double last = 0;
  for (std::size_t i = 0; i < draft.sheet.lines.size(); ++i) {
    const auto& start = draft.sheet.lines[i].start_s;
    if (!start) continue;
    const bool sung = !draft.spoken[i].tokens.empty();
    last = std::max(last, *start + (sung ? draft.sung_s[i] + kAfterLastLineSeconds : 0));
  }
  return last;
}

Draft read_aloud(std::string_view text, const Tokenizer& tokenizer, const LayoutOptions& options) {
  Draft draft{.sheet = read_sheet(text)};
  draft.tempo_bpm = options.tempo_bpm.value_or(kDefaultTempoBpm);
  const Language otherwise = main_language(text);
  for (const SheetLine& line : draft.sheet.lines) {
    const bool heard = !draft.sheet.timed || line.start_s.has_value();
    draft.spoken.push_back(heard ? tokenizer.read(line.text, otherwise) : SpokenLine{});
    const SpokenLine& spoken = draft.spoken.back();
    draft.sung_s.push_back(sung_seconds(spoken.english_syllables, spoken.mandarin_syllables));
  }
  return draft;
}

void set_times(Draft& draft) {
  std::vector<SheetLine>& lines = draft.sheet.lines;
  draft.end_s.resize(lines.size());
  if (!draft.sheet.timed) {
    const PlainTimes times = plan_times(draft.sheet, draft.sung_s, draft.tempo_bpm, draft.song_s);
    draft.needed_s = times.total_s;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      lines[i].start_s = times.lines[i].start_s;
      draft.end_s[i] = times.lines[i].end_s;
    }
    return;
  }
  double next = draft.song_s;
  for (std::size_t i = lines.size(); i-- > 0;) {
    if (!lines[i].start_s) continue;
    const double own = *lines[i].start_s + draft.sung_s[i];
    draft.end_s[i] = next > *lines[i].start_s ? std::min(own, next) : own;
    next = *lines[i].start_s;
  }
}

Frames placed(const Draft& draft, int max_frames) {
  std::vector<TokenLine> lines;
  for (std::size_t i = 0; i < draft.sheet.lines.size(); ++i) {
    // Lines without a time are left out, but keep their place in the answer.
    const double start = draft.sheet.lines[i].start_s.value_or(draft.song_s);
    lines.push_back({start, draft.spoken[i].tokens});
  }
  return place_lines(
      lines,
      {.max_frames = max_frames, .seconds = draft.song_s, .keep_last_line = !draft.sheet.timed});
}

std::string lrc_of(const Draft& draft) {
  std::string text;
  for (std::size_t i = 0; i < draft.sheet.lines.size(); ++i) {
    const SheetLine& line = draft.sheet.lines[i];
    if (!line.start_s || *line.start_s < 0 || *line.start_s >= draft.song_s) continue;
    text += lrc_time(*line.start_s);
    if (!draft.spoken[i].tokens.empty()) text += line.text;
    text += '\n';
  }
  // The 2,048-frame model leaves out the last line of an LRC; let it be one without words.
  const bool ends_with_words = !draft.sheet.lines.empty() && !draft.sheet.lines.back().text.empty();
  if (!draft.sheet.timed && ends_with_words) {
    const double end = std::min(draft.end_s.back(), std::floor(draft.song_s * 100 - 1) / 100);
    text += lrc_time(end) + "\n";
  }
  return text;
}

LyricsReport report_of(const Draft& draft, const Frames& frames) {
  LyricsReport report{.format = draft.sheet.timed ? "lrc" : "plain", .duration = draft.song_s};
  for (std::size_t i = 0; i < draft.sheet.lines.size(); ++i) {
    const SheetLine& line = draft.sheet.lines[i];
    const SpokenLine& spoken = draft.spoken[i];
    const LineFate fate = frames.lines[i].fate;
    LyricsLine& out = report.lines.emplace_back(
        LyricsLine{.line = line.number,
                   .text = line.text,
                   .section = line.section,
                   .language = language_name(spoken),
                   .syllables = spoken.syllables(),
                   .phones = fmt::format("{}", fmt::join(spoken.phones, "|")),
                   .tokens = spoken.tokens});
    if (fate == LineFate::sung || fate == LineFate::cut || (line.text.empty() && line.start_s)) {
      out.start = line.start_s;
      out.end = std::min(draft.end_s[i], draft.song_s);
    }
    out.warnings = advice_on_line(draft, frames, i);
  }
  report.warnings = advice_on_song(draft, frames);
  report.lrc = lrc_of(draft);
  return report;
}

}  // namespace

Layout lay_out(std::string_view text, const Tokenizer& tokenizer, const LayoutOptions& options) {
  Draft draft = read_aloud(text, tokenizer, options);
  draft.song_s = options.seconds ? *options.seconds : song_seconds(needed_seconds(draft), options);
  const int max_frames = options.max_frames.value_or(
      draft.song_s > kShortSongSeconds ? kLongModelFrames : kShortModelFrames);
  set_times(draft);
  Layout layout;
  layout.frames = placed(draft, max_frames);
  layout.report = report_of(draft, layout.frames);
  return layout;
}

}  // namespace musicgen::lyrics
