#include "base/files.h"

#include <cerrno>
#include <fstream>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "base/target.h"

namespace musicgen {
namespace fs = std::filesystem;
namespace {

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

void sync(const fs::path& path, int flags) {
  const int fd = ::open(path.c_str(), flags | O_CLOEXEC);
  if (fd < 0) fail("open");
  const int failed = ::fsync(fd);
  const int error = errno;
  ::close(fd);
  if (failed != 0) {
    errno = error;
    fail("fsync");
  }
}

fs::path folder_of(const fs::path& file) {
  return file.has_parent_path() ? file.parent_path() : fs::path(".");
}

const fs::path& made(const fs::path& folder) {
  fs::create_directories(folder);
  return folder;
}

}  // namespace

PendingFile::PendingFile(fs::path target) : target_(file_target(target)) {
  if (is_unfinished(target_)) {
    path_ = target_;
    return;
  }
  tidy_once(folder_of(target_));
  aside_.emplace(target_.parent_path(), target_.extension().string(), Unfinished::Kind::file);
  path_ = aside_->path();
}

PendingFile::PendingFile(PendingFile&& other) noexcept
    : target_(std::move(other.target_)),
      path_(std::move(other.path_)),
      aside_(std::move(other.aside_)),
      published_(std::exchange(other.published_, true)) {}

PendingFile::~PendingFile() {
  if (published_) return;
  std::error_code ignored;
  fs::remove(path_, ignored);
}

void PendingFile::publish() {
  sync(path_, O_RDONLY);
  if (::rename(path_.c_str(), target_.c_str()) != 0) fail("rename");
  published_ = true;
  aside_.reset();
  sync(folder_of(target_), O_RDONLY | O_DIRECTORY);
}

ScratchFolder::ScratchFolder(const fs::path& parent)
    : held_(made(parent), "", Unfinished::Kind::folder) {
  made(path());
}

ScratchFolder::~ScratchFolder() {
  std::error_code error;
  fs::remove_all(path(), error);
  if (error) log::warning("could not remove a scratch folder: {}", error.message());
}

std::string read_text_file(const fs::path& path, std::uint64_t max_bytes) {
  std::error_code error;
  const std::uint64_t size = fs::file_size(path, error);
  std::ifstream in(path, std::ios::binary);
  if (error || !in) {
    throw FileNotFound(fmt::format("The file {} can't be read.", path.filename().string()));
  }
  if (size > max_bytes) {
    throw PayloadTooLarge(
        fmt::format("The file {} is larger than {} bytes.", path.filename().string(), max_bytes));
  }
  std::string text(size, '\0');
  in.read(text.data(), static_cast<std::streamsize>(size));
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

void write_text_file(const fs::path& path, std::string_view text) {
  PendingFile file(path);
  {
    const int fd = ::open(file.path().c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0) fail("open");
    while (!text.empty()) {
      const ssize_t written = ::write(fd, text.data(), text.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) {
        const int saved = errno;
        ::close(fd);
        errno = saved;
        fail("write");
      }
      text.remove_prefix(static_cast<std::size_t>(written));
    }
    ::close(fd);
  }
  file.publish();
}

std::uint64_t free_bytes(const fs::path& path) {
  return fs::space(path).available;
}

}  // namespace musicgen
