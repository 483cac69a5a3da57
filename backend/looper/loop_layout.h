#pragma once
// How a loop of a track becomes a loop in a codec's frames.

#include "audio/decoder.h"
#include "looper/grid_fit.h"
#include "looper/loop_signal.h"
#include "looper/loop_writer.h"

namespace musicgen::looper {

// Whether the format keeps every sample.
inline bool is_pcm(audio::FileFormat format) {
  return audio::info_of(format).lossless;
}

// What the format can hold, as near to the track as possible.
audio::StreamFormat sound_for(audio::FileFormat format, audio::StreamFormat track);

// The loop in the codec's frames, and what has to be done to the track to get there.
struct LoopLayout {
  audio::StreamFormat sound;
  TrackRequest request;
  GridFit fit;
  Frames start = 0;
  Frames seam_context = 0;

  Frames to_codec(Frames file_frames) const {
    return std::llround(static_cast<double>(file_frames) * static_cast<double>(request.to_frames) /
                        static_cast<double>(request.from_frames));
  }
};

LoopLayout layout_of(const audio::FileInfo& track, const LoopPlan& plan,
                     const LoopOptions& options);

// `track_frames` is the length of the track at its own rate; only LoopEnding::own needs it.
LoopShape shape_of(const LoopLayout& layout, const LoopPlan& plan, const LoopOptions& options,
                   Frames track_frames);

// Bits per sample for WAV and FLAC, once the track was decoded.
int bits_for(const LoopOptions& options, const audio::FileInfo& track, const TrackSound& sound);

// Throw InvalidParameter for what no loop can have.
void check_options(const LoopOptions& options);

// Throws InvalidLoop; `track_frames` 0 stands for a length that is not known yet.
void check_plan(const LoopPlan& plan, Frames track_frames, int sample_rate_hz);

}  // namespace musicgen::looper
