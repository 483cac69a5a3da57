#include "api/http/open_file.h"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

namespace musicgen::api::http {

OpenFile::OpenFile(const std::filesystem::path& path)
    // Without O_NONBLOCK opening a FIFO would wait for its writer.
    : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {
  struct stat status {};
  const bool regular = fd_ >= 0 && ::fstat(fd_, &status) == 0 && S_ISREG(status.st_mode);
  if (!regular) {
    if (fd_ >= 0) ::close(fd_);
    throw FileNotFound("There is no such file.");
  }
  size_ = static_cast<std::uint64_t>(status.st_size);
  inode_ = status.st_ino;
  modified_ns_ = status.st_mtim.tv_sec * 1'000'000'000LL + status.st_mtim.tv_nsec;
  modified_at_ = from_microseconds(modified_ns_ / 1000);
}

OpenFile::~OpenFile() {
  ::close(fd_);
}

std::string OpenFile::etag() const {
  return fmt::format("\"{:x}-{:x}-{:x}\"", inode_, size_, modified_ns_);
}

std::size_t OpenFile::read_at(std::uint64_t offset, std::span<char> out) const {
  std::size_t done = 0;
  while (done < out.size()) {
    const ssize_t read =
        ::pread(fd_, out.data() + done, out.size() - done, static_cast<off_t>(offset + done));
    if (read < 0 && errno == EINTR) continue;
    if (read < 0) throw std::system_error(errno, std::generic_category(), "read");
    if (read == 0) break;
    done += static_cast<std::size_t>(read);
  }
  return done;
}

}  // namespace musicgen::api::http
