#pragma once
// A loop as a video for YouTube and its like: a picture at 1080p over the looped sound. The sound's
// packets are repeated as in loop_writer.h, and so are those of the picture: one breath of it is
// encoded, hours of it are copied.

#include <string>
#include <vector>

#include "looper/loop_writer.h"

namespace musicgen::looper {

struct Chapter {
  Seconds start{0};
  std::string title;
};

struct VideoOptions {
  std::filesystem::path cover;    // a JPEG or PNG; empty: a picture of the track's sound
  bool breathing = true;          // slowly brighter and darker, every eight seconds; else still
  std::vector<Chapter> chapters;  // at most 255, in order
};

// Writes an MP4 with H.264 at 1920 × 1080 and AAC; `options.format` does not matter. Throws as
// write_loop does; InvalidAudioFormat where the cover is no picture, InvalidParameter at /chapters.
LoopReport write_loop_video(const std::filesystem::path& track, const LoopPlan& plan,
                            const LoopOptions& options, const VideoOptions& video,
                            const std::filesystem::path& target, const ProgressFn& progress,
                            std::stop_token stop);

}  // namespace musicgen::looper
