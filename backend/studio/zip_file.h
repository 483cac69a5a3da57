#pragma once
// Writes zip archives through libarchive.

#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>

#include "base/clock.h"

struct archive;

namespace musicgen::studio {

// Files are stored as they are, since sound hardly shrinks, and read block by block. Beyond 4 GB
// the archive is a zip64. Names are UTF-8. Throws std::system_error where the disk refuses.
class ZipFile {
 public:
  explicit ZipFile(const std::filesystem::path& path);

  // Throws Cancelled.
  void add(const std::string& name, const std::filesystem::path& file, TimePoint modified,
           const std::stop_token& stop);

  void finish();

 private:
  struct Free {
    void operator()(archive* archive) const;
  };
  void check(int code) const;

  std::unique_ptr<archive, Free> archive_;
};

}  // namespace musicgen::studio
