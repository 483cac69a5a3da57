#pragma once
// The hub that models come from: Hugging Face, or what HF_ENDPOINT names.

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>

#include "base/config.h"
#include "models/catalogue.h"
#include "models/curl.h"

namespace musicgen::models {

// A file as the hub has it now.
struct HubFile {
  Target target;
  std::uint64_t bytes = 0;
  std::string checksum;  // SHA-256 (64 hex digits), or Git's blob id (40) for small files
  std::string revision;  // the repository's commit; empty where it is not said
};

class Hub {
 public:
  // Throws InvalidParameter for an HF_ENDPOINT that is no URL, or that would send HF_TOKEN over the
  // network unencrypted.
  explicit Hub(const Config& config);

  // Asks for size and checksum; nothing for an optional file that is not there. Throws
  // DownloadFailed (with what to do where a token or an accepted licence is missing), Cancelled.
  std::optional<HubFile> look_up(const Part& part, const FileSpec& file,
                                 const std::stop_token& stop) const;

 private:
  std::string endpoint_;
  std::string token_;
};

}  // namespace musicgen::models
