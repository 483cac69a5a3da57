#pragma once
// Files as the loop writer uses them: one that vanishes by itself, and one that is written at the
// speed of the disk. Every failure is a std::system_error with the system's own code.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <vector>

namespace musicgen::looper {

using Bytes = std::span<const std::uint8_t>;

// An open file, closed with the object.
class File {
 public:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  ~File();
  File(File&& other) noexcept;
  File& operator=(File&&) = delete;

  int descriptor() const { return descriptor_; }
  void write(Bytes bytes) const;

  // Fills the whole span; throws where the file ends before.
  void read_at(std::uint64_t offset, std::span<std::uint8_t> bytes) const;

 private:
  int descriptor_;
};

// A nameless file in `folder`: it is gone when the object is, however the process ends.
class ScratchFile {
 public:
  explicit ScratchFile(const std::filesystem::path& folder);

  void append(Bytes bytes);

  // Everything appended so far can be read after it, from several threads at once.
  void flush();
  void read(std::uint64_t offset, std::span<std::uint8_t> bytes) const;
  std::uint64_t size() const { return size_; }

 private:
  File file_;
  std::vector<std::uint8_t> buffer_;
  std::uint64_t size_ = 0;
};

// A file written from front to end. The disk works along: what is written is sent on its way at
// once and waited for a little later, so that few pages stay dirty, the final sync is short and a
// cancelled job stops soon.
class OutputFile {
 public:
  // `on_progress` gets the bytes written so far, every megabyte; it may throw to stop the
  // writing. What is left in memory is written by `close`.
  OutputFile(const std::filesystem::path& path, std::function<void(std::uint64_t)> on_progress);

  void write(Bytes bytes);
  void close();
  std::uint64_t size() const { return size_; }

 private:
  void flush();
  void keep_the_disk_busy();

  File file_;
  std::function<void(std::uint64_t)> on_progress_;
  std::vector<std::uint8_t> buffer_;
  std::uint64_t size_ = 0;
  std::uint64_t written_ = 0;
  std::uint64_t started_ = 0;  // up to here the disk was told to write
};

}  // namespace musicgen::looper
