#pragma once
#include <cstdint>
#include <filesystem>

#include "audio/peaks.h"

namespace musicgen::audio {

// A square cover of 1,000 pixels as PNG: the whole waveform as bars over a gradient. `seed` chooses
// the colours; the same peaks and seed give the same picture. Throws std::system_error where the
// disk refuses.
void draw_cover(const Peaks& peaks, std::uint64_t seed, const std::filesystem::path& png);

}  // namespace musicgen::audio
