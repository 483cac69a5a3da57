#pragma once
// Files appear whole or not at all: write aside, sync, rename.

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace musicgen {

// A file that is being made. Write to `path()`, then `publish()`. Without `publish` the half-made
// file vanishes with this object, or, after a crash, with `remove_leftovers`.
class PendingFile {
 public:
  // `target` is where the finished file will stand. Its folder must exist.
  explicit PendingFile(std::filesystem::path target);
  ~PendingFile();
  PendingFile(PendingFile&&) noexcept;
  PendingFile& operator=(PendingFile&&) = delete;

  // Where to write: a hidden name in the same folder with the target's extension.
  const std::filesystem::path& path() const { return path_; }

  // Syncs the file and its folder and renames it to the target, replacing what is there.
  // Throws std::system_error (StorageFull through problem_of) where the disk refuses.
  void publish();

 private:
  std::filesystem::path target_;
  std::filesystem::path path_;
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

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// Removes what dead processes left in a folder: pending files and scratch folders whose process
// (its number is in the name) runs no more. Returns how many went.
std::size_t remove_leftovers(const std::filesystem::path& folder);

// The whole file as text. Throws FileNotFound; PayloadTooLarge over `max_bytes`.
std::string read_text_file(const std::filesystem::path& path,
                           std::uint64_t max_bytes = 64ull << 20);

// Writes text so that the file is whole or absent.
void write_text_file(const std::filesystem::path& path, std::string_view text);

// Bytes free for us on the disk that holds `path`.
std::uint64_t free_bytes(const std::filesystem::path& path);

}  // namespace musicgen
