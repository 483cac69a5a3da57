#pragma once
#include <cstdint>
#include <filesystem>
#include <vector>

#include "audio/encoder.h"
#include "audio/tags.h"

namespace musicgen::looper {

// Tags as files of a format hold them: an ID3v2 tag (MP3), chunks (WAV), metadata blocks (FLAC), a
// comment packet (Ogg, Opus), a `udta` box (M4A). They are cut out of a tiny file that audio/tags.h
// wrote, so that a loop's tags are where those of all other tracks are, and no loop has to be
// written twice to get them.
std::vector<std::uint8_t> tag_block(audio::FileFormat format, const audio::Tags& tags,
                                    const std::filesystem::path& scratch_folder);

}  // namespace musicgen::looper
