#pragma once
// A small database for the tests of this room.

#include <fstream>

#include <gtest/gtest.h>

#include "base/files.h"
#include "sql/database.h"

namespace musicgen::sql {

class DatabaseTest : public testing::Test {
 protected:
  static constexpr std::uint32_t kApplicationId = 0x74657374;
  static constexpr Migration kMigrations[] = {
      {1, "things",
       "CREATE TABLE things (id TEXT PRIMARY KEY, number BIGINT, real DOUBLE PRECISION, word TEXT);"
       "CREATE INDEX things_by_number ON things (number);",
       ""},
      {2, "colours", "CREATE TABLE colours (id TEXT PRIMARY KEY);", "ANALYZE;"},
  };

  const std::filesystem::path& folder() const { return folder_.path(); }
  std::filesystem::path file() const { return folder() / "things.sqlite"; }

  static DatabaseOptions options(const std::filesystem::path& at) {
    return {.file = at,
            .name = "box",
            .application_id = kApplicationId,
            .migrations = kMigrations,
            .damage_hint = "Do as the manual says."};
  }
  DatabaseOptions options() const { return options(file()); }

  static void add(Database& database, const std::string& id) {
    Transaction work = database.write();
    work.run("INSERT INTO things (id) VALUES (:id)", {{"id", id}});
    work.commit();
  }

  static std::vector<std::string> ids(Database& database) {
    std::vector<std::string> ids;
    for (const Row& row : database.read().query("SELECT id FROM things ORDER BY id")) {
      ids.push_back(row["id"].text());
    }
    return ids;
  }

 private:
  ScratchFolder folder_{std::filesystem::temp_directory_path()};
};

}  // namespace musicgen::sql
