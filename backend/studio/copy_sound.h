#pragma once
// Sound from a scratch file into a file of the library.

#include <filesystem>
#include <stop_token>

#include "audio/encoder.h"
#include "audio/loudness.h"
#include "audio/peaks.h"
#include "base/progress.h"

namespace musicgen::studio {

struct Mastered {
  audio::Loudness loudness;
  audio::Peaks peaks;
};

// Masters `mix` into `target` and measures it while it passes by. Throws Cancelled,
// std::system_error.
Mastered master_to_file(const std::filesystem::path& mix, const std::filesystem::path& target,
                        audio::FileFormat format, audio::StreamFormat stream,
                        const ProgressFn& progress, std::stop_token stop);

// Writes `sound` as 24-bit FLAC, otherwise unchanged.
void copy_as_flac(const std::filesystem::path& sound, const std::filesystem::path& target,
                  std::stop_token stop);

}  // namespace musicgen::studio
