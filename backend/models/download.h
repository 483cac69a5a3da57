#pragma once
// One file over several connections.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <stop_token>

#include "models/hub.h"

namespace musicgen::models {

struct DownloadOptions {
  int connections = 6;
  std::uint64_t piece_bytes = 8 << 20;
};

// Fetches `file` into `target`, going on with what an earlier call left there (its journal stands
// beside it as <target>.journal). Connections that break are opened again; a server that knows no
// ranges is read from the start in one go. `received` hears how many bytes of the file are there.
// The checksum is up to the caller. Throws DownloadFailed, Cancelled, std::system_error.
void download(const HubFile& file, const std::filesystem::path& target,
              const std::function<void(std::uint64_t bytes)>& received, const std::stop_token& stop,
              const DownloadOptions& options = {});

// How much of it is there already.
std::uint64_t downloaded_bytes(const HubFile& file, const std::filesystem::path& target,
                               const DownloadOptions& options = {});

// Removes the file and its journal.
void forget_download(const std::filesystem::path& target);

}  // namespace musicgen::models
