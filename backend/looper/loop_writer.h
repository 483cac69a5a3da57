#pragma once
// Makes hours of a track from one loop, at the speed of the disk.
//
// The track plays up to the end of its loop, the loop body follows as often as it takes, then a
// fade or the track's own ending. Only one period of the loop is encoded, in the codec's steady
// state; its packets are repeated. docs/loops.md describes how.

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>

#include "audio/decoder.h"
#include "audio/encoder.h"
#include "audio/tags.h"
#include "base/error.h"
#include "base/progress.h"
#include "base/units.h"

namespace musicgen::looper {

using InvalidLoop = CodedError<ErrorCode::invalid_loop>;

// Where a track jumps back: a LoopCandidate of loop_finder.h or the user's own choice.
struct LoopPlan {
  Frames start = 0;  // at the file's own rate
  Frames end = 0;    // exclusive
  // Over this time before each seam the sound before `end` gives way to the sound before `start`,
  // at equal power; never longer than the sound before `start` or than half the loop. 0: a plain
  // cut, which is right wherever the loop is true.
  Seconds crossfade{0};
};

enum class LoopEnding {
  play_on_and_fade,  // the loop plays on and fades out; the duration is exact
  own,  // the track's own ending after the last whole body; the duration is as near as bodies allow
};

struct LoopOptions {
  Seconds duration{3600};  // 1 s to 24 h
  Seconds fade{5};         // in at the very start and out at the very end; never at the seam
  bool fade_in = true;
  bool fade_out = true;
  LoopEnding ending = LoopEnding::play_on_and_fade;
  audio::FileFormat format = audio::FileFormat::mp3;
  int bitrate = 0;          // bits per second; 0: the format's default
  int bits_per_sample = 0;  // WAV and FLAC: 16, 24, or 32 (float, WAV); 0: as many as the track has
  audio::Tags tags = {};
};

struct LoopReport {
  Frames frames = 0;  // that players play
  int sample_rate_hz = 0;
  int channels = 0;
  Seconds duration{0};
  std::uint64_t bytes = 0;
  std::string method;  // "packets": one period was encoded and repeated; "encoded": everything was
  std::string why;     // why nothing was repeated
  // How much faster the track plays, so that the loop is whole packets long: 0.0001 is 0.01 %, a
  // sixth of a cent. At most 0.0002 either way, except for loops under 60 ms; 0 for WAV and FLAC.
  double tempo_shift = 0;
  // In frames of the new file: where the loop body begins for the first time, and its length.
  Frames body_start = 0;
  Frames body_frames = 0;
  // The stretch of the file that is made of one period again and again; all 0 where nothing is
  // repeated. Inside it, past the first 0.1 s, frame n and frame n + repeat_period are the same.
  Frames repeat_from = 0;
  Frames repeat_period = 0;
  Frames repeat_to = 0;
};

// How long the file will be: the duration itself, or for LoopEnding::own the nearest that whole
// bodies allow. Throws InvalidLoop for a plan that no track can have, InvalidParameter for a
// duration or fade out of range. Whether the track is as long as the plan says is known once it was
// decoded.
Seconds length_of_loop(const audio::FileInfo& track, const LoopPlan& plan,
                       const LoopOptions& options);

// How much disk the work needs at its peak, scratch files included, rounded up.
std::uint64_t bytes_needed(const audio::FileInfo& track, const LoopPlan& plan,
                           const LoopOptions& options);

// Writes the file, which appears at `target` whole or not at all. Throws as length_of_loop does,
// and FileNotFound, InvalidAudioFormat, StorageFull, Cancelled; std::system_error where the disk
// fails on the way.
LoopReport write_loop(const std::filesystem::path& track, const LoopPlan& plan,
                      const LoopOptions& options, const std::filesystem::path& target,
                      const ProgressFn& progress, std::stop_token stop);

}  // namespace musicgen::looper
