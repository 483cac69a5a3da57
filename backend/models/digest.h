#pragma once
// Checksums of files, as the hub gives them.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>

namespace musicgen::models {

using BytesFn = std::function<void(std::int64_t bytes)>;  // of the file, so far

// SHA-256 as 64 hex digits. Throws std::system_error, Cancelled.
std::string sha256_of(const std::filesystem::path& file, const BytesFn& progress,
                      const std::stop_token& stop);

// The id that Git gives the file as a blob, 40 hex digits: SHA-1 over "blob <size>\0" and the bytes
// (Git's documentation, "Git Objects"). The hub's checksum of small files.
std::string git_blob_id_of(const std::filesystem::path& file, const std::stop_token& stop);

}  // namespace musicgen::models
