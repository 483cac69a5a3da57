#pragma once
#include <filesystem>

namespace musicgen::cli {

// The absolute path of a file that the user wants written, whose folder is made where it is
// missing: before the work, so that nobody waits for what can't be kept. Throws InvalidParameter as
// file_target does, std::system_error where the folder can't be written.
std::filesystem::path prepared_target(const std::filesystem::path& target);

}  // namespace musicgen::cli
