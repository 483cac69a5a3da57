#include "engines/composer/sound/curves.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace musicgen::composer {

namespace {

constexpr Frames kDuckAttack = 6 * kSampleRate / 1000;

Frames frame_at(double beat, const Score& score) {
  return frames_of(Seconds(beat * score.seconds_per_beat()), kSampleRate);
}

}  // namespace

ExpressionCurve::ExpressionCurve(const std::vector<Expression>& points, double seconds_per_beat)
    : points_(points), beats_per_frame_(1 / (seconds_per_beat * kSampleRate)) {}

ExpressionCurve::Value ExpressionCurve::at(Frames frame) const {
  if (points_.empty()) return {};
  const double beat = static_cast<double>(frame) * beats_per_frame_;
  const auto after = std::ranges::upper_bound(points_, beat, {}, &Expression::beat);
  if (after == points_.begin()) return {after->level_db, after->brightness};
  const Expression& before = *std::prev(after);
  if (after == points_.end()) return {before.level_db, before.brightness};
  const double share = (beat - before.beat) / (after->beat - before.beat);
  return {std::lerp(before.level_db, after->level_db, share),
          std::lerp(before.brightness, after->brightness, share)};
}

DuckCurve::DuckCurve(std::vector<Frames> kicks, Frames release)
    : kicks_(std::move(kicks)), release_(std::max<Frames>(release, 1)) {}

double DuckCurve::at(Frames frame) const {
  const auto after = std::ranges::upper_bound(kicks_, frame);
  double depth = 0;
  // The kick before the last one may still be fading while the last one pushes down.
  auto kick = after;
  for (int i = 0; i < 2 && kick != kicks_.begin(); ++i) {
    --kick;
    const auto since = static_cast<double>(frame - *kick);
    const double down = std::min(since / static_cast<double>(kDuckAttack), 1.0);
    const double back = std::clamp((since - kDuckAttack) / static_cast<double>(release_), 0.0, 1.0);
    depth = std::max(depth, down * (0.5 + 0.5 * std::cos(std::numbers::pi * back)));
  }
  return depth;
}

std::vector<Frames> kicks_in(const Score& score) {
  std::vector<Frames> kicks;
  for (const Part& part : score.parts) {
    if (part.role != Role::drums) continue;
    for (const Note& note : part.notes) {
      if (note.pitch == 35 || note.pitch == 36) kicks.push_back(frame_at(note.start, score));
    }
  }
  std::ranges::sort(kicks);
  return kicks;
}

std::vector<PlayedNote> played_notes(const Part& part, const Score& score) {
  const Frames song = frames_of(score.duration, kSampleRate);
  std::vector<PlayedNote> notes;
  notes.reserve(part.notes.size());
  for (const Note& note : part.notes) {
    const Frames start = std::max<Frames>(frame_at(note.start, score), 0);
    if (start >= song) continue;
    const Frames end = std::min(frame_at(note.start + note.length, score), song);
    notes.push_back({.start = start,
                     .length = std::max<Frames>(end - start, 1),
                     .pitch = std::clamp(note.pitch, 0, 127),
                     .velocity = std::clamp(note.velocity, 0.01f, 1.0f)});
  }
  std::ranges::stable_sort(notes, {}, &PlayedNote::start);
  return notes;
}

}  // namespace musicgen::composer
