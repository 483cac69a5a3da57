#include "sql/failure.h"

#include <new>

#include <soci/sqlite3/soci-sqlite3.h>

#include "base/error.h"
#include "base/log.h"

namespace musicgen::sql {

void refuse_damaged(const DatabaseOptions& options) {
  throw StorageCorrupt(
      fmt::format("The {}'s database is damaged. Nothing was changed.", options.name))
      .advise(options.damage_hint);
}

void refuse_unwritable(const DatabaseOptions& options) {
  throw StorageFull(
      fmt::format("The {}'s database can't be written: the disk is full or read-only.",
                  options.name))
      .advise("Free some space, or set MUSICGEN_HOME to a folder on another disk.");
}

void rethrow_as_ours(const soci::soci_error& error, const DatabaseOptions& options) {
  const auto* sqlite = dynamic_cast<const soci::sqlite3_soci_error*>(&error);
  const int code = sqlite == nullptr ? SQLITE_ERROR : sqlite->result() & 0xFF;
  switch (code) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      log::error("{}: {}", options.file.filename().string(), error.what());
      refuse_damaged(options);
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
      log::error("{}: {}", options.file.filename().string(), error.what());
      refuse_unwritable(options);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      throw QueueUnavailable(fmt::format("The {}'s database is busy.", options.name))
          .advise("Try again in a moment; another program may be working on it.")
          .retry_after(5);
    case SQLITE_NOMEM:
      throw std::bad_alloc();
    default:
      log::error("{}: {}", options.file.filename().string(), error.what());
      throw InternalError(fmt::format("The {}'s database refused a statement.", options.name))
          .advise("The log says more; `musicgen doctor` checks the usual causes.");
  }
}

}  // namespace musicgen::sql
