#pragma once
// A SQL database that many processes share. SQLite now; statements keep to the SQL that PostgreSQL
// understands too, and what it would not is in migrations of its own. Nothing above this room knows
// SOCI or SQLite.
//
//   sql::Transaction work = database.write();
//   work.run("UPDATE jobs SET stage = :stage WHERE id = :id", {{"stage", stage}, {"id", id}});
//   work.commit();                                                 // without it: as if never run
//
// Every call throws StorageFull where the disk refuses, StorageCorrupt where the file is damaged,
// and QueueUnavailable where other programs hold the database for more than ten seconds.

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sql/migrations.h"
#include "sql/value.h"

namespace musicgen::sql {

struct DatabaseOptions {
  std::filesystem::path file;
  std::string name;                       // "library", as people know it
  std::uint32_t application_id = 0;       // marks the file as ours (PRAGMA application_id)
  std::span<const Migration> migrations;  // in order of their versions
  std::string damage_hint;                // what to do about a damaged file
};

// What a commit promises: `full` survives a loss of power; `relaxed` only the death of processes,
// and spares the disk a sync.
enum class Durability { full, relaxed };

// Everything that it runs happens together at `commit`, or not at all. Belongs to one thread; a
// thread has one at a time.
class Transaction {
 public:
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  // Runs a statement with ":name" placeholders; returns how many rows it changed.
  std::int64_t run(const std::string& statement, const Values& values = {});

  // The rows of a SELECT, or of a statement with RETURNING.
  std::vector<Row> query(const std::string& statement, const Values& values = {});

  // Its first row.
  std::optional<Row> first(const std::string& statement, const Values& values = {});

  void commit();

 private:
  friend class Database;
  struct Impl;
  Transaction(std::unique_ptr<Impl> impl, const char* begin);
  std::unique_ptr<Impl> impl_;
};

// Safe from any thread; each process opens its own.
class Database {
 public:
  // Opens the database, made anew only where there is no file, checks it, and brings its tables up
  // to date. Throws StorageCorrupt, having changed nothing, for a file that is damaged, empty, of
  // another program, or from a newer version of this one.
  explicit Database(const DatabaseOptions& options);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // A view of one moment, however many statements it takes.
  Transaction read();

  // The only writer while it lasts.
  Transaction write(Durability durability = Durability::full);

  // The version of the last migration.
  int schema_version() const;

  // A consistent copy in one file, while others work; replaces what is there. Throws
  // InvalidParameter where `to` is the database itself or its folder is missing.
  void back_up(const std::filesystem::path& to);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace musicgen::sql
