#include "engines/diffrhythm/lyrics/frames.h"

#include <algorithm>
#include <cmath>

#include "engines/diffrhythm/lyrics/vocabulary.h"

namespace musicgen::lyrics {
namespace {

// IEEE 754 binary16 keeps 11 significant bits; ties go to even, as std::nearbyint rounds.
float half_precision(double value) {
  if (value <= 0) return 0;
  const int exponent = std::max(std::ilogb(value), -14);
  const double unit = std::ldexp(1.0, exponent - 10);
  return static_cast<float>(std::nearbyint(value / unit) * unit);
}

// Times far outside the song would not fit an int.
int frame_at(double seconds) {
  constexpr double kFar = 1e9;
  return static_cast<int>(std::clamp(seconds * kSampleRateHz / kSamplesPerFrame, -kFar, kFar));
}

int end_frame_of(const FrameOptions& options) {
  if (options.max_frames == kShortModelFrames) return options.max_frames;
  const double frames = options.seconds * (kSampleRateHz / kSamplesPerFrame);
  return static_cast<int>(std::min(frames, static_cast<double>(options.max_frames)));
}

}  // namespace

Frames place_lines(std::span<const TokenLine> lines, const FrameOptions& options) {
  Frames placed;
  placed.tokens.assign(static_cast<std::size_t>(options.max_frames), kFillerToken);
  placed.end_frame = end_frame_of(options);
  placed.duration = half_precision(static_cast<double>(placed.end_frame) / options.max_frames);
  placed.lines.resize(lines.size());

  std::size_t last = lines.size();
  if (options.max_frames == kShortModelFrames && !options.keep_last_line) {
    while (last > 0 && !(lines[last - 1].start_s < options.seconds)) --last;
    if (last > 0) --last;
  }

  int next_free = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const TokenLine& line = lines[i];
    PlacedLine& place = placed.lines[i];
    place.wanted_frame = frame_at(line.start_s);
    place.start_frame = std::max(place.wanted_frame, next_free);
    if (line.tokens.empty()) continue;
    place.fate = LineFate::past_end;
    if (!(line.start_s < options.seconds)) continue;
    if (i == last) {
      place.fate = LineFate::left_out;
      continue;
    }
    const int wanted = static_cast<int>(line.tokens.size()) + 1;
    place.frames = std::clamp(placed.end_frame - place.start_frame, 0, wanted);
    next_free = std::min(place.start_frame + place.frames, placed.end_frame);
    if (place.frames == 0) continue;
    place.fate = place.frames < wanted ? LineFate::cut : LineFate::sung;
    for (int k = 0; k < place.frames; ++k) {
      const bool ends = k == wanted - 1;
      const int token = ends ? kPeriodToken : line.tokens[static_cast<std::size_t>(k)];
      placed.tokens[static_cast<std::size_t>(place.start_frame + k)] =
          !ends && token == kPeriodToken ? kCommaToken : token;
    }
  }
  return placed;
}

}  // namespace musicgen::lyrics
