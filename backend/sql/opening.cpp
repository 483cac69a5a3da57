#include "sql/opening.h"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/error.h"
#include "base/files.h"
#include "sql/failure.h"

namespace musicgen::sql {
namespace fs = std::filesystem;
namespace {

// Keeps other processes from making or migrating databases in the same folder. The folder itself is
// locked: a lock file would be litter, and SQLite's own locks need a database that is there
// already.
class FolderLock {
 public:
  explicit FolderLock(const fs::path& folder)
      : fd_(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
    int result = fd_ < 0 ? -1 : ::flock(fd_, LOCK_EX);
    while (fd_ >= 0 && result != 0 && errno == EINTR) result = ::flock(fd_, LOCK_EX);
    if (result != 0) {
      const int error = errno;
      if (fd_ >= 0) ::close(fd_);
      throw std::system_error(error, std::generic_category(), "lock the data directory");
    }
  }
  ~FolderLock() { ::close(fd_); }
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int fd_;
};

// SOCI has no escape for a quote in the file's name.
void open_file(soci::session& session, const fs::path& file) {
  if (file.string().find('"') != std::string::npos) {
    throw InvalidParameter("The data directory's name must not contain a double quote.")
        .at("MUSICGEN_HOME");
  }
  session.open(soci::sqlite3, fmt::format("db=\"{}\" timeout=10", file.string()));
}

// SOCI runs only the first statement of a text.
void run_script(soci::session& session, std::string_view script) {
  auto* connection = static_cast<soci::sqlite3_session_backend*>(session.get_backend())->conn_;
  const int result =
      sqlite_api::sqlite3_exec(connection, std::string(script).c_str(), nullptr, nullptr, nullptr);
  if (result != SQLITE_OK) {
    throw soci::sqlite3_soci_error(sqlite_api::sqlite3_errmsg(connection), result);
  }
}

// Rolls back unless it got to its end.
void in_transaction(soci::session& session, const auto& work) {
  session << "BEGIN IMMEDIATE";
  try {
    work();
    session << "COMMIT";
  } catch (...) {
    auto* connection = static_cast<soci::sqlite3_session_backend*>(session.get_backend())->conn_;
    if (sqlite_api::sqlite3_get_autocommit(connection) == 0) session << "ROLLBACK";
    throw;
  }
}

// Readers and one writer at a time go on side by side only with a write-ahead log. The file
// remembers it.
void write_ahead(soci::session& session) {
  session << "PRAGMA journal_mode = WAL";
}

long long version_in(soci::session& session) {
  long long version = 0;
  session << "SELECT COALESCE(MAX(version), 0) FROM migrations", soci::into(version);
  return version;
}

void migrate(soci::session& session, const DatabaseOptions& options) {
  for (const Migration& migration : options.migrations) {
    in_transaction(session, [&] {
      if (version_in(session) >= migration.version) return;
      run_script(session, migration.common);
      run_script(session, migration.sqlite);
      const int version = migration.version;
      const std::string name(migration.name);
      const long long applied_at = to_microseconds(now());
      session << "INSERT INTO migrations (version, name, applied_at) VALUES (:version, :name, :at)",
          soci::use(version, "version"), soci::use(name, "name"), soci::use(applied_at, "at");
    });
  }
}

// A new database comes into being under another name, so that a crash never leaves half of one.
void create(const DatabaseOptions& options) {
  PendingFile pending(options.file);
  {
    soci::session session;
    open_file(session, pending.path());
    session << fmt::format("PRAGMA application_id = {}", options.application_id);
    session << "CREATE TABLE migrations (version BIGINT PRIMARY KEY, name TEXT NOT NULL, "
               "applied_at BIGINT NOT NULL)";
    migrate(session, options);
    write_ahead(session);
  }
  pending.publish();
}

fs::path beside(const fs::path& file, const char* suffix) {
  return file.string() + suffix;
}

// Without its file a journal means that the file was removed by accident; made anew, the database
// would take pages of the lost one from it.
void refuse_orphaned_journal(const DatabaseOptions& options) {
  std::error_code missing;
  const auto size = fs::file_size(beside(options.file, "-wal"), missing);
  if (!missing && size > 0) refuse_damaged(options);
}

void check(soci::session& session, const DatabaseOptions& options) {
  long long application_id = 0;
  session << "PRAGMA application_id", soci::into(application_id);
  if (application_id != options.application_id) {
    throw StorageCorrupt(
        fmt::format("The file {} is not a {} of MusicGen Local. Nothing was changed.",
                    options.file.filename().string(), options.name))
        .advise(fmt::format("Move it away. {}", options.damage_hint));
  }
  std::string verdict;
  session << "PRAGMA quick_check(1)", soci::into(verdict);
  if (verdict != "ok") refuse_damaged(options);

  const long long known = options.migrations.empty() ? 0 : options.migrations.back().version;
  if (version_in(session) > known) {
    throw StorageCorrupt(
        fmt::format(
            "The {}'s database is from a newer version of the program. Nothing was changed.",
            options.name))
        .advise("Update the program, or set MUSICGEN_HOME to another folder.");
  }
}

void prepare_locked(const DatabaseOptions& options) {
  const fs::path folder = fs::absolute(options.file).parent_path();
  const FolderLock lock(folder);
  if (!fs::exists(options.file)) {
    refuse_orphaned_journal(options);
    remove_leftovers(folder);
    create(options);
    return;
  }
  if (fs::file_size(options.file) == 0) refuse_damaged(options);
  soci::session session;
  open_file(session, options.file);
  check(session, options);
  write_ahead(session);
  migrate(session, options);
}

}  // namespace

void connect(soci::session& session, const DatabaseOptions& options) {
  open_file(session, options.file);
  session << "PRAGMA foreign_keys = ON";
}

void prepare(const DatabaseOptions& options) {
  try {
    guarded(options, [&] { prepare_locked(options); });
  } catch (const std::system_error&) {
    refuse_unwritable(options);
  }
}

}  // namespace musicgen::sql
