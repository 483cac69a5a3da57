#pragma once
// A file as memory, read only. The kernel brings its pages in when they are looked at.

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

namespace musicgen::diffrhythm {

class MappedFile {
 public:
  // Throws NeuralError where the file can't be opened.
  explicit MappedFile(const std::filesystem::path& path);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  std::span<const std::byte> bytes() const { return bytes_; }

  // Drops whole pages inside `part` from this process.
  void release(std::span<const std::byte> part) const;

 private:
  std::span<const std::byte> bytes_;
};

}  // namespace musicgen::diffrhythm
