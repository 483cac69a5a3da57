#include "looper/marked_loop.h"

#include <algorithm>

#include "looper/alignment.h"

namespace musicgen::looper {
namespace {

constexpr double kShortestSeconds = 0.5;
constexpr double kBeyondSeconds = 0.1;  // by which an end may lie behind the file's
constexpr double kSlackSeconds = 0.05;
constexpr double kHeardSeconds = 0.25;  // of sound after the end that can prove a length
constexpr double kTrue = 0.97;          // NCC of sound that comes again

// The length at which the sound after the start comes again after the end.
double true_length(const Evidence& e, double start, double length) {
  const double rate = e.sketch.rate_hz();
  const double heard = std::min(rate, e.sounding.end - start - length - kSlackSeconds * rate);
  if (heard < kHeardSeconds * rate) return length;
  const int at = static_cast<int>(start);
  const int window = static_cast<int>(heard);
  Aligner aligner(window, static_cast<int>(kSlackSeconds * rate));
  const Match match = aligner.align(e.sketch.samples, at, static_cast<int>(length));
  const bool missed = ncc_at(e.sketch.samples, at, window, length) < match.ncc - 0.02;
  if (match.ncc < kTrue || !missed) return length;
  return refine(e.sketch.samples, at, window, match.lag).lag;
}

}  // namespace

std::optional<Loop> marked_loop(const Evidence& e, const audio::LoopMarks& marks) {
  const Frames frames = e.sketch.frames;
  const double rate = e.sketch.sample_rate_hz;
  const Frames end = marks.end.value_or(frames);
  if (static_cast<double>(end - frames) > kBeyondSeconds * rate) return std::nullopt;
  const Frames length = std::min(end, frames) - marks.start;
  if (static_cast<double>(length) < kShortestSeconds * rate) return std::nullopt;
  Loop loop;
  loop.marked = true;
  loop.score = 1;
  loop.start = static_cast<double>(marks.start) / e.sketch.frames_per_sample;
  loop.end = loop.start +
             true_length(e, loop.start, static_cast<double>(length) / e.sketch.frames_per_sample);
  loop.parts.coverage = std::min(1.0, loop.length() / e.sounding.length());
  describe_seam(e, loop);
  return loop;
}

}  // namespace musicgen::looper
