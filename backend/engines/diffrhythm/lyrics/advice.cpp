#include "engines/diffrhythm/lyrics/advice.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "engines/diffrhythm/lyrics/lrc.h"

namespace musicgen::lyrics {
namespace {

// Sung faster than this share of an easy pace, words are skipped.
constexpr double kTooFast = 0.5;

// With nothing to sing for longer, the model repeats or invents words.
constexpr double kLongSilenceSeconds = 12;
constexpr double kLongEndingSeconds = 25;

bool is_sung(LineFate fate) {
  return fate == LineFate::sung || fate == LineFate::cut;
}

// The next line with a time, with or without words.
std::optional<std::size_t> next_timed(const Draft& draft, std::size_t i) {
  for (std::size_t k = i + 1; k < draft.sheet.lines.size(); ++k) {
    if (draft.sheet.lines[k].start_s) return k;
  }
  return std::nullopt;
}

std::optional<double> start_before(const Draft& draft, std::size_t i) {
  while (i-- > 0) {
    if (draft.sheet.lines[i].start_s) return draft.sheet.lines[i].start_s;
  }
  return std::nullopt;
}

void advise_on_pace(const Draft& draft, const Frames& frames, std::size_t i,
                    std::vector<LyricsWarning>& out) {
  const double start = *draft.sheet.lines[i].start_s;
  const std::optional<std::size_t> next = next_timed(draft, i);
  const double next_start = next ? *draft.sheet.lines[*next].start_s : draft.song_s;
  if (next_start < start) return;  // out of order, which the next line says
  const double room = std::min(next_start, draft.song_s) - start;
  if (room < kTooFast * draft.sung_s[i]) {
    out.push_back(
        {"too_close", fmt::format("{} syllables in {:.1f} s: the model will skip words. Give this "
                                  "line {:.1f} s or more before the next.",
                                  draft.spoken[i].syllables(), room, kTooFast * draft.sung_s[i])});
  }
  const bool next_is_sung = next && is_sung(frames.lines[*next].fate);
  const double silence = room - draft.sung_s[i];
  if (next_is_sung && silence > kLongSilenceSeconds) {
    out.push_back({"too_far",
                   fmt::format("Nothing to sing for {:.0f} s after this line: the model may repeat "
                               "words. Move the next line nearer, or write {} without words where "
                               "music alone is meant.",
                               silence, lrc_time(start + draft.sung_s[i]))});
  }
}

void advise_on_place(const Draft& draft, const PlacedLine& place, std::size_t i,
                     std::vector<LyricsWarning>& out) {
  const double start = *draft.sheet.lines[i].start_s;
  const double frame_s = kSamplesPerFrame / kSampleRateHz;
  const std::optional<double> before = start_before(draft, i);
  if (place.fate == LineFate::left_out) {
    out.push_back(
        {"left_out",
         fmt::format("Songs of up to 95 s leave out the last line. To keep it, add a last "
                     "line with a time and no words, such as {}.",
                     lrc_time(std::min(draft.end_s[i], draft.song_s - 0.5)))});
  } else if (place.fate == LineFate::past_end) {
    out.push_back({"past_end", fmt::format("It comes after the end of the song ({:.0f} s) and is "
                                           "not sung. Make the song longer, or shorten the lyrics.",
                                           draft.song_s)});
  } else if (place.fate == LineFate::cut) {
    out.push_back({"cut_off", "The song ends within this line. Start it earlier."});
  } else if (before && start < *before) {
    out.push_back({"out_of_order",
                   "Its time lies before that of the line above. It is sung right "
                   "after that line: put the lines in order."});
  } else if (place.start_frame > std::max(place.wanted_frame, 0)) {
    out.push_back(
        {"starts_late", fmt::format("It starts {:.1f} s late, since the line above is not over.",
                                    (place.start_frame - place.wanted_frame) * frame_s)});
  }
}

bool begins_with_a_time(std::string_view text) {
  return text.size() > 2 && text[0] == '[' && text[1] >= '0' && text[1] <= '9';
}

}  // namespace

std::vector<LyricsWarning> advice_on_line(const Draft& draft, const Frames& frames, std::size_t i) {
  const SheetLine& line = draft.sheet.lines[i];
  const SpokenLine& spoken = draft.spoken[i];
  std::vector<LyricsWarning> out;
  if (!line.start_s) {
    out.push_back({"time_not_read",
                   "There is no time that can be read before it, so it is left "
                   "out. Write the time as [01:05.00]."});
    return out;
  }
  if (!spoken.unknown.empty()) {
    out.push_back({"unknown_character",
                   fmt::format("How {} is read is not known; it is left out.", spoken.unknown)});
  }
  if (spoken.tokens.empty()) {
    if (!line.text.empty()) {
      out.push_back({"nothing_to_sing", "Only signs: there is nothing to sing in this line."});
    }
    return out;
  }
  if (begins_with_a_time(line.text)) {
    out.push_back({"second_time",
                   "A second time on a line is sung as numbers. Write the line once "
                   "for each time."});
  }
  advise_on_place(draft, frames.lines[i], i, out);
  if (is_sung(frames.lines[i].fate)) advise_on_pace(draft, frames, i, out);
  return out;
}

std::vector<LyricsWarning> advice_on_song(const Draft& draft, const Frames& frames) {
  std::optional<std::size_t> last_sung;
  for (std::size_t i = 0; i < frames.lines.size(); ++i) {
    if (is_sung(frames.lines[i].fate)) last_sung = i;
  }
  std::vector<LyricsWarning> out;
  if (!last_sung) {
    out.push_back({"no_words", "No words are sung. For music alone, ask for an instrumental."});
    return out;
  }
  if (!draft.sheet.timed && draft.needed_s > draft.song_s) {
    out.push_back({"too_long",
                   fmt::format("Even sung fast, these words take {:.0f} s, and the song has {:.0f} "
                               "s. Make it longer (at most {:.0f} s), or shorten the lyrics.",
                               draft.needed_s, draft.song_s, kLongSongSeconds)});
  }
  const double end = draft.end_s[*last_sung];
  const bool closed = next_timed(draft, *last_sung).has_value();
  if (!closed && draft.song_s - end > kLongEndingSeconds) {
    out.push_back({"ends_early",
                   fmt::format("The words end at {:.0f} s of {:.0f} s: the model may repeat some "
                               "after that. Add lines, make the song shorter, or end with {}.",
                               end, draft.song_s,
                               draft.sheet.timed ? "a time without words" : "[instrumental]")});
  }
  return out;
}

}  // namespace musicgen::lyrics
