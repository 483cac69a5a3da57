#include "studio/zip_file.h"

#include <clocale>
#include <fstream>
#include <system_error>
#include <vector>

#include <archive.h>
#include <archive_entry.h>

#include "base/progress.h"

namespace musicgen::studio {
namespace {

// libarchive takes names in the charset of the thread's locale and marks them as UTF-8 only where
// that is the charset.
class Utf8Locale {
 public:
  Utf8Locale() : locale_(::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr)) {
    if (locale_ != nullptr) before_ = ::uselocale(locale_);
  }
  ~Utf8Locale() {
    if (locale_ == nullptr) return;
    ::uselocale(before_);
    ::freelocale(locale_);
  }
  Utf8Locale(const Utf8Locale&) = delete;
  Utf8Locale& operator=(const Utf8Locale&) = delete;

 private:
  locale_t locale_;
  locale_t before_ = nullptr;
};

struct FreeEntry {
  void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};

}  // namespace

void ZipFile::Free::operator()(archive* archive) const {
  archive_write_free(archive);
}

void ZipFile::check(int code) const {
  if (code == ARCHIVE_OK) return;
  const int error = archive_errno(archive_.get());
  throw std::system_error(error > 0 ? error : EIO, std::generic_category(), "writing an archive");
}

ZipFile::ZipFile(const std::filesystem::path& path) : archive_(archive_write_new()) {
  if (!archive_) throw std::bad_alloc();
  check(archive_write_set_format_zip(archive_.get()));
  check(archive_write_zip_set_compression_store(archive_.get()));
  check(archive_write_open_filename(archive_.get(), path.c_str()));
}

void ZipFile::add(const std::string& name, const std::filesystem::path& file, TimePoint modified,
                  const std::stop_token& stop) {
  const Utf8Locale utf8;
  const std::unique_ptr<archive_entry, FreeEntry> entry(archive_entry_new2(archive_.get()));
  if (!entry) throw std::bad_alloc();
  archive_entry_set_pathname(entry.get(), name.c_str());
  archive_entry_set_size(entry.get(), static_cast<la_int64_t>(std::filesystem::file_size(file)));
  archive_entry_set_filetype(entry.get(), AE_IFREG);
  archive_entry_set_perm(entry.get(), 0644);
  archive_entry_set_mtime(entry.get(), std::chrono::system_clock::to_time_t(modified), 0);
  check(archive_write_header(archive_.get(), entry.get()));

  std::ifstream in(file, std::ios::binary);
  std::vector<char> block(1 << 18);
  while (in) {
    throw_if_stopped(stop);
    in.read(block.data(), static_cast<std::streamsize>(block.size()));
    const auto count = static_cast<std::size_t>(in.gcount());
    if (archive_write_data(archive_.get(), block.data(), count) != static_cast<la_ssize_t>(count)) {
      check(ARCHIVE_FATAL);
    }
  }
  check(archive_write_finish_entry(archive_.get()));
}

void ZipFile::finish() {
  const Utf8Locale utf8;
  check(archive_write_close(archive_.get()));
}

}  // namespace musicgen::studio
