#pragma once
// Numbers for changes, so that a reader can ask for all that changed since it last looked. They
// come in the order of commits, since a database has one writer at a time. A room that uses them
// has the table in its migrations:
//
//   CREATE TABLE revisions (id BIGINT PRIMARY KEY CHECK (id = 1), revision BIGINT NOT NULL);
//   INSERT INTO revisions (id, revision) VALUES (1, 0);

#include <cstdint>

#include "sql/database.h"

namespace musicgen::sql {

// The number for one more change.
std::int64_t next_revision(Transaction& work);

// The number of the last change.
std::int64_t last_revision(Transaction& work);

}  // namespace musicgen::sql
