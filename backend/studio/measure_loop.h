#pragma once
#include <filesystem>
#include <stop_token>

#include "audio/loudness.h"
#include "audio/peaks.h"
#include "looper/loop_writer.h"

namespace musicgen::studio {

struct LoopSound {
  audio::Loudness loudness;  // of the intro and one period
  audio::Peaks peaks;        // of the whole file
};

// Measures a file that write_loop made. What is repeated is decoded once, so that ten hours take
// hardly longer than the track did. Throws Cancelled.
LoopSound measure_loop(const std::filesystem::path& file, const looper::LoopReport& report,
                       const std::stop_token& stop);

}  // namespace musicgen::studio
