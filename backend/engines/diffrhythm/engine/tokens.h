#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "models/store.h"

namespace musicgen::diffrhythm {

// Token ids of a style's words, from the program musicgen-tokens beside the running one: its
// SentencePiece can't share a process with libtorch. Throws EngineUnavailable where the program is
// missing or fails, with what it said.
std::vector<std::int64_t> style_tokens(const std::filesystem::path& sentencepiece_model,
                                       const std::string& words);

// Throws InvalidParameter at `field` for words of more tokens than the style model has places for,
// which config.json of its text half says (512). The program above is asked only where the words
// are long or not ASCII. Throws StorageCorrupt where the file can't be used, and as style_tokens.
void require_style_length(const models::ModelFiles& files, const std::string& words,
                          std::string_view field);

}  // namespace musicgen::diffrhythm
