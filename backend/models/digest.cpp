#include "models/digest.h"

#include <cerrno>
#include <memory>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <unistd.h>

#include "base/error.h"
#include "base/progress.h"

namespace musicgen::models {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kBlock = 1 << 20;

class Digest {
 public:
  explicit Digest(const EVP_MD* kind) : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
    if (!context_ || EVP_DigestInit_ex(context_.get(), kind, nullptr) != 1) {
      throw InternalError("This OpenSSL can't make checksums.");
    }
  }

  void add(const void* bytes, std::size_t count) { EVP_DigestUpdate(context_.get(), bytes, count); }

  std::string hex() {
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned count = 0;
    EVP_DigestFinal_ex(context_.get(), bytes, &count);
    std::string text;
    for (unsigned i = 0; i < count; ++i) text += fmt::format("{:02x}", bytes[i]);
    return text;
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

class File {
 public:
  explicit File(const fs::path& path) : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "open");
  }
  ~File() { ::close(descriptor_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  // 0 at the end.
  std::size_t read(std::vector<char>& block) {
    while (true) {
      const ssize_t count = ::read(descriptor_, block.data(), block.size());
      if (count >= 0) return static_cast<std::size_t>(count);
      if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "read");
    }
  }

 private:
  int descriptor_;
};

void add_file(Digest& digest, const fs::path& path, const BytesFn& progress,
              const std::stop_token& stop) {
  File file(path);
  std::vector<char> block(kBlock);
  std::int64_t done = 0;
  while (const std::size_t count = file.read(block)) {
    throw_if_stopped(stop);
    digest.add(block.data(), count);
    done += static_cast<std::int64_t>(count);
    if (progress) progress(done);
  }
}

}  // namespace

std::string sha256_of(const fs::path& file, const BytesFn& progress, const std::stop_token& stop) {
  Digest digest(EVP_sha256());
  add_file(digest, file, progress, stop);
  return digest.hex();
}

std::string git_blob_id_of(const fs::path& file, const std::stop_token& stop) {
  Digest digest(EVP_sha1());
  const std::string head = fmt::format("blob {}", fs::file_size(file));
  digest.add(head.c_str(), head.size() + 1);
  add_file(digest, file, {}, stop);
  return digest.hex();
}

}  // namespace musicgen::models
