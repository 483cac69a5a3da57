#pragma once
#include <filesystem>

#include "engines/diffrhythm/dit/config.h"

namespace musicgen::bench {

// Writes a model of these sizes with random fp16 weights; nothing happens where it is there
// already.
void write_random_model(const std::filesystem::path& path, const diffrhythm::DitConfig& config);

}  // namespace musicgen::bench
