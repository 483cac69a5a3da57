#pragma once
// The last step of every new song: from a mix to a file of the loudness that people expect.

#include <filesystem>
#include <stop_token>

#include "audio/loudness.h"
#include "audio/stream.h"
#include "base/progress.h"

namespace musicgen::effects {

struct MasterOptions {
  double target_lufs = -14.0;  // integrated; reached within ±0.5
  double ceiling_dbtp = -1.0;  // true peak never above it
};

// Reads the mix (a file that audio::open_decoder reads, typically 32-bit float WAV) as often as it
// needs, and writes the mastered sound into `out` (not finished by it), frame for frame as long as
// the mix. Gain to the target, then a look-ahead true-peak limiter; where a mix is so dynamic that
// limiting would miss the target, the gain is found by bisection on the limited loudness. Silence
// stays silence. Deterministic. Memory does not depend on the length.
// Returns what was measured on the mastered sound. Throws Cancelled.
audio::Loudness master(const std::filesystem::path& mix, audio::Sink& out,
                       const MasterOptions& options, const ProgressFn& progress,
                       std::stop_token stop);

}  // namespace musicgen::effects
