#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace musicgen::diffrhythm {

// Token ids of a style's words, from the program musicgen-tokens beside the running one: its
// SentencePiece can't share a process with libtorch. Throws EngineUnavailable where the program is
// missing or fails, with what it said.
std::vector<std::int64_t> style_tokens(const std::filesystem::path& sentencepiece_model,
                                       const std::string& words);

}  // namespace musicgen::diffrhythm
