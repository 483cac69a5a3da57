#pragma once
// The last step of every new song: from a mix to a file of the loudness that people expect.

#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>

#include "audio/encoder.h"
#include "audio/loudness.h"
#include "audio/stream.h"
#include "base/progress.h"

namespace musicgen::effects {

struct MasterOptions {
  double target_lufs = -14.0;  // integrated; reached within ±0.5
  double ceiling_dbtp = -1.0;  // true peak never above it
};

// The ceiling for sound that goes into a file of this format, so that it stays below -1 dBTP once
// it is decoded. Lossy codecs move peaks: at their default bit rates MP3, Ogg Vorbis and AAC lifted
// limited drums by 0.4 to 0.6 dB; Opus lifted mixes by up to 1.1 dB and bare drums by 2.5 dB, which
// with this ceiling is still not clipped.
double ceiling_for(audio::FileFormat format);

// Opens a sound from its beginning.
using OpenFn = std::function<std::unique_ptr<audio::Source>()>;

// Reads the mix, which must come in the format of `out`, as often as it needs, and writes the
// mastered sound into `out` (not finished by it), frame for frame as long as the mix. Gain to the
// target, then a look-ahead true-peak limiter; where limiting would miss the target, the gain is
// searched for by the limited loudness, as far as 24 dB up: single clicks in silence stay quieter
// than the target. Silence stays silence. Deterministic. Memory does not depend on the length. Two
// threads are busy while it runs. `expected`: frames of the mix as far as they are known, for the
// progress only. Returns what was measured on the mastered sound. Throws Cancelled.
audio::Loudness master(const OpenFn& open_mix, Frames expected, audio::Sink& out,
                       const MasterOptions& options, const ProgressFn& progress,
                       std::stop_token stop);

// The same from a file that audio::open_decoder reads, typically 32-bit float WAV.
audio::Loudness master(const std::filesystem::path& mix, audio::Sink& out,
                       const MasterOptions& options, const ProgressFn& progress,
                       std::stop_token stop);

// The gain that `master` would give the mix before its limiter. Throws Cancelled.
Decibels gain_for(const OpenFn& open_mix, Frames expected, const MasterOptions& options,
                  const ProgressFn& progress, std::stop_token stop);

// Masters sound of any length while it passes by. Its first three minutes wait in a file of the
// scratch folder; the gain that suits them holds to the end, so that nothing but the limiter
// changes the music's own ups and downs. `finish` hands over the rest; `out` is not finished by it.
std::unique_ptr<audio::Sink> master_stream(audio::Sink& out, const MasterOptions& options,
                                           const std::filesystem::path& scratch_folder,
                                           std::stop_token stop);

}  // namespace musicgen::effects
