#pragma once
// The steps from one version of a database's tables to the next, embedded at build time from the
// numbered .sql files of a room (migrations.cmake).

#include <span>
#include <string_view>

namespace musicgen::sql {

struct Migration {
  int version;              // 1, 2, 3, ... without gaps
  std::string_view name;    // "tracks"
  std::string_view common;  // SQL for every database
  std::string_view sqlite;  // SQL for SQLite alone, run after it; may be empty
};

}  // namespace musicgen::sql
