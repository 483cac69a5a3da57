#include "sql/revisions.h"

namespace musicgen::sql {

std::int64_t next_revision(Transaction& work) {
  const auto row = work.first("UPDATE revisions SET revision = revision + 1 RETURNING revision");
  return row.value()["revision"].integer();
}

std::int64_t last_revision(Transaction& work) {
  return work.first("SELECT revision FROM revisions").value()["revision"].integer();
}

}  // namespace musicgen::sql
