#pragma once
// Where a file may be written that a person named.

#include <filesystem>
#include <string>

namespace musicgen {

// The file that `target` means: where it is a link, what it leads to, which may not be there yet.
// Throws InvalidParameter where a folder, a device or a pipe stands there (a file that is written
// aside and renamed would take its place), and where the name is longer than file systems take.
std::filesystem::path file_target(const std::filesystem::path& target);

// A name in the working folder that no file has: "<stem><ending>", else "<stem>-2<ending>" and so
// on. A long stem is shortened.
std::filesystem::path free_name(const std::string& stem, const std::string& ending);

}  // namespace musicgen
