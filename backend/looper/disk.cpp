#include "looper/disk.h"

#include <algorithm>
#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

namespace musicgen::looper {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kScratchBuffer = 256 << 10;
constexpr std::size_t kOutputBuffer = 1 << 20;
// The kernel keeps what a large write brings in large pieces of memory that nobody has used for
// long, which a virtual machine may have to get back from its host: five times slower there.
constexpr std::size_t kWriteBytes = 64 << 10;
constexpr std::uint64_t kWritebackStep = 16 << 20;

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

int open_nameless(const fs::path& folder) {
  const fs::path where = folder.empty() ? fs::path(".") : folder;
  int descriptor = ::open(where.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (descriptor >= 0) return descriptor;
  // Not every file system has nameless files.
  std::string name = (where / ".scratch-XXXXXX").string();
  descriptor = ::mkostemp(name.data(), O_CLOEXEC);
  if (descriptor < 0) fail("creating a scratch file");
  ::unlink(name.c_str());
  return descriptor;
}

int open_for_writing(const fs::path& path) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (descriptor < 0) fail("creating a file");
  return descriptor;
}

}  // namespace

File::~File() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

File::File(File&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

void File::write(Bytes bytes) const {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor_, bytes.data(), std::min(bytes.size(), kWriteBytes));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail("writing a file");
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
}

void File::read_at(std::uint64_t offset, std::span<std::uint8_t> bytes) const {
  while (!bytes.empty()) {
    const ssize_t count =
        ::pread(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count == 0) errno = EIO;
    if (count <= 0) fail("reading a scratch file");
    bytes = bytes.subspan(static_cast<std::size_t>(count));
    offset += static_cast<std::uint64_t>(count);
  }
}

ScratchFile::ScratchFile(const fs::path& folder) : file_(open_nameless(folder)) {
  buffer_.reserve(kScratchBuffer);
}

void ScratchFile::append(Bytes bytes) {
  if (buffer_.size() + bytes.size() > kScratchBuffer) flush();
  buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
  size_ += bytes.size();
}

void ScratchFile::flush() {
  file_.write(buffer_);
  buffer_.clear();
}

void ScratchFile::read(std::uint64_t offset, std::span<std::uint8_t> bytes) const {
  file_.read_at(offset, bytes);
}

OutputFile::OutputFile(const fs::path& path, std::function<void(std::uint64_t)> on_progress)
    : file_(open_for_writing(path)), on_progress_(std::move(on_progress)) {
  buffer_.reserve(kOutputBuffer);
}

void OutputFile::write(Bytes bytes) {
  size_ += bytes.size();
  while (!bytes.empty()) {
    const Bytes part = bytes.first(std::min(bytes.size(), kOutputBuffer - buffer_.size()));
    buffer_.insert(buffer_.end(), part.begin(), part.end());
    bytes = bytes.subspan(part.size());
    if (buffer_.size() == kOutputBuffer) flush();
  }
}

void OutputFile::close() {
  flush();
}

void OutputFile::flush() {
  file_.write(buffer_);
  written_ += buffer_.size();
  buffer_.clear();
  keep_the_disk_busy();
  if (on_progress_) on_progress_(written_);
}

void OutputFile::keep_the_disk_busy() {
  if (written_ - started_ < kWritebackStep) return;
  // A hint: file systems that don't know it just write later.
  ::sync_file_range(file_.descriptor(), static_cast<off_t>(started_),
                    static_cast<off_t>(written_ - started_), SYNC_FILE_RANGE_WRITE);
  if (started_ >= 4 * kWritebackStep) {
    ::sync_file_range(file_.descriptor(), static_cast<off_t>(started_ - 4 * kWritebackStep),
                      static_cast<off_t>(kWritebackStep), SYNC_FILE_RANGE_WAIT_BEFORE);
  }
  started_ = written_;
}

}  // namespace musicgen::looper
