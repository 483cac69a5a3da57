#pragma once
// Sound from a scratch file into a file of the library.

#include <filesystem>
#include <stop_token>

#include "audio/encoder.h"
#include "base/progress.h"
#include "effects/master.h"
#include "studio/measure_sound.h"

namespace musicgen::studio {

// No listener's decoder gives peaks above it.
inline constexpr double kHighestPeakDbtp = -1.0;

// Masters a mix to a loudness and encodes it into `target`. What a lossy codec makes of the peaks
// is heard only in the finished file, so that is decoded and measured; where a peak came out above
// kHighestPeakDbtp the mix is mastered again below a lower ceiling.
// `expected`: frames of the mix as far as they are known. Throws InvalidParameter for options that
// the format can't have, Cancelled, std::system_error.
SoundMeasures master_to_file(const effects::OpenFn& open_mix, Frames expected,
                             const std::filesystem::path& target,
                             const audio::EncoderOptions& encoding, double target_lufs,
                             const ProgressFn& progress, std::stop_token stop);

// Writes `sound` as 24-bit FLAC, otherwise unchanged.
void copy_as_flac(const std::filesystem::path& sound, const std::filesystem::path& target,
                  std::stop_token stop);

}  // namespace musicgen::studio
