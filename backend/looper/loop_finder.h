#pragma once
// Finds where a recording can jump back without anybody hearing it.
//
// A loop is a pair of frames: playing up to `end_frame` (exclusive) and going on at `start_frame`
// continues the music. Where the file holds the beginning of the repeat after `end_frame`, the
// claim is proved on the waveform; where the body simply ends with the file, structure (tempo grid,
// a hard cut instead of a decay) speaks for it. docs/loops.md describes method, sources and limits.

#include <filesystem>
#include <optional>
#include <stop_token>
#include <vector>

#include <boost/describe.hpp>

#include "audio/loop_marks.h"
#include "audio/stream.h"
#include "base/progress.h"
#include "base/units.h"

namespace musicgen::looper {

// What a candidate's score is made of; each 0 to 1, 1 is best.
struct LoopParts {
  double correlation = 0;  // NCC of the waveform after `start` and after `end`, over up to 10 s
  double harmony = 0;      // likeness of the pitch classes around both points
  double timbre = 0;       // likeness of the spectral envelope around both points
  double phrase = 0;       // how near the length is to a whole number of bars and phrases
  double coverage = 0;     // share of the sounding track that the loop and its repeats explain
  double level = 0;        // likeness of the loudness around both points
};
BOOST_DESCRIBE_STRUCT(LoopParts, (), (correlation, harmony, timbre, phrase, coverage, level))

struct LoopCandidate {
  Seconds start{0};
  Seconds end{0};
  Frames start_frame = 0;  // at the file's own rate
  Frames end_frame = 0;    // exclusive; start_frame < end_frame <= frames of the file
  double beats = 0;        // length in beats of the tracked tempo; 0 where no beat was found
  double bars = 0;
  double score = 0;  // 0 to 1; 1 where it is marked
  LoopParts parts;
  // 0 where the seam needs none. Otherwise the time over which the sound before `end` should give
  // way to the sound before `start` (equal power), both fades ending exactly at the seam; never
  // longer than the sound before `start` or than half the loop.
  Seconds crossfade{0};
  bool marked = false;  // the file's author wrote this loop into it
};
BOOST_DESCRIBE_STRUCT(LoopCandidate, (),
                      (start, end, start_frame, end_frame, beats, bars, score, parts, crossfade,
                       marked))

enum class Verdict {
  seamless,   // the best candidate needs no crossfade
  crossfade,  // it is musically right, but its seam needs the crossfade
  none,       // no good loop; the candidates are the least audible crossfades
};
BOOST_DESCRIBE_ENUM(Verdict, seamless, crossfade, none)

struct LoopAnalysis {
  Seconds duration{0};
  int sample_rate_hz = 0;
  std::optional<double> bpm;
  std::vector<LoopCandidate> candidates;  // best first, at most 10; never empty
  Verdict verdict = Verdict::none;

  Frames frames = 0;  // of the file; not part of the JSON
};
BOOST_DESCRIBE_STRUCT(LoopAnalysis, (), (duration, sample_rate_hz, bpm, candidates, verdict))

// Analyses a file of any length. A loop that its author wrote into it comes first (see
// audio/loop_marks.h); marks outside the file are passed over. Memory stays bounded (about 60 MB
// above the decoder's own).
// Throws FileNotFound; InvalidAudioFormat where the file can't be decoded; InvalidParameter where
// it is silent or shorter than half a second; Cancelled.
LoopAnalysis find_loop(const std::filesystem::path& path, const ProgressFn& progress,
                       std::stop_token stop);

// The same on sound that is already open, read to its end. `frames_hint` (0 = unknown) only
// scales the progress.
LoopAnalysis find_loop(audio::Source& source, const ProgressFn& progress, std::stop_token stop,
                       Frames frames_hint = 0,
                       const std::optional<audio::LoopMarks>& marks = std::nullopt);

}  // namespace musicgen::looper
