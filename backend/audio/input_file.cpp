#include "audio/input_file.h"

#include <system_error>

#include "base/error.h"

namespace musicgen::audio {
namespace fs = std::filesystem;

void require_regular_file(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) {
    throw FileNotFound(fmt::format("There is no file {}.", path.filename().string()));
  }
  if (!fs::is_regular_file(status)) {
    throw InvalidAudioFormat(fmt::format("{} is not a regular file.", path.filename().string()));
  }
}

}  // namespace musicgen::audio
