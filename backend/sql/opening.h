#pragma once
// How a SQLite file is found, checked, made and brought up to date. For this room only.

#include <soci/soci.h>

#include "sql/database.h"

namespace musicgen::sql {

// Connects to an existing file of ours with everything set that many processes need.
void connect(soci::session& session, const DatabaseOptions& options);

// Makes the file where there is none, otherwise checks it; then runs the migrations that it lacks.
// Safe when several processes do so at once.
void prepare(const DatabaseOptions& options);

}  // namespace musicgen::sql
