#pragma once
// Whether a song fits into the memory, asked before anything is loaded: a machine that swaps, or a
// kernel that kills, helps nobody.

#include <cstdint>
#include <filesystem>
#include <string>

#include "base/error.h"

namespace musicgen::diffrhythm {

// Bytes that a program can still have: what /proc/meminfo calls available, or less where a control
// group, such as a container's, allows less. `root` stands for "/" in tests.
std::int64_t available_memory(const std::filesystem::path& root = "/");

// Throws OutOfMemory that says how much is wanted and how much there is.
void require_memory(std::int64_t needed, std::int64_t available);

OutOfMemory out_of_memory(const std::string& what);

}  // namespace musicgen::diffrhythm
