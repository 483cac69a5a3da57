#pragma once
#include <filesystem>

namespace musicgen::audio {

// Throws FileNotFound where there is nothing, InvalidAudioFormat for folders, pipes and devices,
// which would hang or never end.
void require_regular_file(const std::filesystem::path& path);

}  // namespace musicgen::audio
