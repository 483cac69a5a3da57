#pragma once
// Files appear whole or not at all: write aside, sync, rename.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/unfinished.h"

namespace musicgen {

// A file that is being made. Write to `path()`, then `publish()`. Without `publish` the half-made
// file vanishes with this object, or, after a crash, when the next one is made in its folder
// (base/unfinished.h says how).
class PendingFile {
 public:
  // `target` is where the finished file will stand. Its folder must exist. A target that is such a
  // file itself is written in place.
  explicit PendingFile(std::filesystem::path target);
  ~PendingFile();
  PendingFile(PendingFile&&) noexcept;
  PendingFile& operator=(PendingFile&&) = delete;

  // Where to write: an empty file with a hidden name in the same folder and the target's extension.
  const std::filesystem::path& path() const { return path_; }

  // Syncs the file and its folder and renames it to the target, replacing what is there.
  // Throws std::system_error (StorageFull through problem_of) where the disk refuses.
  void publish();

 private:
  std::filesystem::path target_;
  std::filesystem::path path_;
  std::optional<Unfinished> aside_;
  bool published_ = false;
};

// A folder for a job's intermediate files, removed with everything in it.
class ScratchFolder {
 public:
  // Makes a fresh folder inside `parent`, which is made too where it is missing.
  explicit ScratchFolder(const std::filesystem::path& parent);
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  const std::filesystem::path& path() const { return held_.path(); }

 private:
  Unfinished held_;
};

// The whole file as text. Throws FileNotFound; PayloadTooLarge over `max_bytes`.
std::string read_text_file(const std::filesystem::path& path,
                           std::uint64_t max_bytes = 64ull << 20);

// Writes text so that the file is whole or absent.
void write_text_file(const std::filesystem::path& path, std::string_view text);

// Bytes free for us on the disk that holds `path`.
std::uint64_t free_bytes(const std::filesystem::path& path);

}  // namespace musicgen
