#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

#include "base/clock.h"

namespace musicgen::api::http {

// A regular file that is open for reading; it stays readable when its name goes.
class OpenFile {
 public:
  // Throws FileNotFound for what is missing or is no regular file.
  explicit OpenFile(const std::filesystem::path& path);
  ~OpenFile();
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  std::uint64_t size() const { return size_; }
  TimePoint modified_at() const { return modified_at_; }

  // A strong ETag with its quotes: another one whenever the file was written or replaced.
  std::string etag() const;

  // Fills `out` from a position and returns how much was read; less than asked only at the end.
  // Throws std::system_error.
  std::size_t read_at(std::uint64_t offset, std::span<char> out) const;

 private:
  int fd_ = -1;
  std::uint64_t size_ = 0;
  std::uint64_t inode_ = 0;
  TimePoint modified_at_;
  long long modified_ns_ = 0;
};

}  // namespace musicgen::api::http
