#pragma once
// From the errors of SOCI and SQLite to ours. For the files of this room only.

#include <soci/soci.h>

#include "sql/database.h"

namespace musicgen::sql {

[[noreturn]] void refuse_damaged(const DatabaseOptions& options);
[[noreturn]] void refuse_unwritable(const DatabaseOptions& options);

// Throws the type of base/error.h that `error` of this session stands for.
[[noreturn]] void rethrow_as_ours(const soci::soci_error& error, const DatabaseOptions& options);

// Runs `work` and lets only our errors out of it.
template <class Work>
decltype(auto) guarded(const DatabaseOptions& options, Work&& work) {
  try {
    return work();
  } catch (const soci::soci_error& error) {
    rethrow_as_ours(error, options);
  }
}

}  // namespace musicgen::sql
