#pragma once
#include <filesystem>

#include "base/units.h"

namespace musicgen::audio {

// Frames of silence that an MP3 encoder put before and behind the sound, from the LAME tag in the
// file's first frame; 0 where there is no such tag. (G. Bouvigne, "MP3 Info Tag rev 1
// specifications".)
Frames mp3_gap(const std::filesystem::path& path);

}  // namespace musicgen::audio
