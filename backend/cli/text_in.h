#pragma once
#include <string>

namespace musicgen::cli {

// What a file holds, or standard input for "-". Throws FileNotFound.
std::string text_in(const std::string& file);

}  // namespace musicgen::cli
