#include "sql/database.h"

#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "sql/testing.h"

namespace musicgen::sql {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

TEST_F(DatabaseTest, KeepsEachTypeOfValue) {
  Database database(options());
  Transaction work = database.write();
  work.run("INSERT INTO things (id, number, real, word) VALUES (:id, :n, :r, :w)",
           {{"id", "a"}, {"n", 9007199254740993}, {"r", 82.123456789012345}, {"w", "ä🎵"}});
  const Row row = work.first("SELECT * FROM things").value();
  EXPECT_EQ(row["number"].integer(), 9007199254740993);
  EXPECT_EQ(row["real"].real(), 82.123456789012345);
  EXPECT_EQ(row["word"].text(), "ä🎵");
}

TEST_F(DatabaseTest, KeepsNullApartFromEmpty) {
  Database database(options());
  Transaction work = database.write();
  work.run("INSERT INTO things (id, number, word) VALUES ('a', :n, :w)",
           {{"n", std::optional<int>()}, {"w", ""}});
  const Row row = work.first("SELECT * FROM things").value();
  EXPECT_EQ(row["number"].optional_integer(), std::nullopt);
  EXPECT_EQ(row["word"].optional_text(), "");
}

TEST_F(DatabaseTest, ReadsTheNumbersOfExpressions) {
  Database database(options());
  add(database, "a");
  Transaction work = database.read();
  const Row row = work.first("SELECT COUNT(*) AS total, COUNT(*) > 1 AS many FROM things").value();
  EXPECT_EQ(row["total"].integer(), 1);
  EXPECT_FALSE(row["many"].boolean());
}

TEST_F(DatabaseTest, NeverTakesAValueForSql) {
  Database database(options());
  add(database, "'); DROP TABLE things; --");
  EXPECT_THAT(ids(database), ElementsAre("'); DROP TABLE things; --"));
}

TEST_F(DatabaseTest, ForgetsWhatWasNotCommitted) {
  Database database(options());
  {
    Transaction work = database.write();
    work.run("INSERT INTO things (id) VALUES ('a')");
  }
  EXPECT_THAT(ids(database), ElementsAre());
}

TEST_F(DatabaseTest, ShowsAReaderOneMoment) {
  Database database(options());
  Transaction reader = database.read();
  EXPECT_EQ(reader.query("SELECT id FROM things").size(), 0u);
  add(database, "a");
  EXPECT_EQ(reader.query("SELECT id FROM things").size(), 0u);
}

TEST_F(DatabaseTest, IsUsableAfterAStatementFailed) {
  Database database(options());
  add(database, "a");
  EXPECT_THROW(add(database, "a"), InternalError);
  add(database, "b");
  EXPECT_THAT(ids(database), ElementsAre("a", "b"));
}

TEST_F(DatabaseTest, LosesNoUpdateOfManyThreads) {
  Database database(options());
  add(database, "a");
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < 8; ++thread) {
    threads.emplace_back([&] {
      for (int i = 0; i < 10; ++i) {
        Transaction work = database.write(Durability::relaxed);
        const auto row = work.first("SELECT number FROM things");
        work.run("UPDATE things SET number = :n",
                 {{"n", row.value()["number"].optional_integer().value_or(0) + 1}});
        work.commit();
      }
    });
  }
  threads.clear();
  EXPECT_EQ(database.read().first("SELECT number FROM things").value()["number"].integer(), 80);
}

TEST_F(DatabaseTest, BacksUpWhatIsCommitted) {
  Database database(options());
  add(database, "a");
  const fs::path copy = folder() / "copy.sqlite";
  Transaction other = database.write();
  other.run("INSERT INTO things (id) VALUES ('uncommitted')");
  database.back_up(copy);

  Database restored(options(copy));
  EXPECT_THAT(ids(restored), ElementsAre("a"));
}

TEST_F(DatabaseTest, ReplacesAnOlderBackup) {
  Database database(options());
  const fs::path copy = folder() / "copy.sqlite";
  database.back_up(copy);
  add(database, "a");
  database.back_up(copy);
  Database restored(options(copy));
  EXPECT_THAT(ids(restored), ElementsAre("a"));
}

TEST_F(DatabaseTest, NeverBacksUpOntoItself) {
  Database database(options());
  add(database, "a");
  EXPECT_THROW(database.back_up(file()), InvalidParameter);
  EXPECT_THROW(database.back_up(folder() / "." / file().filename()), InvalidParameter);
  EXPECT_THAT(ids(database), ElementsAre("a"));
}

TEST_F(DatabaseTest, RefusesABackupIntoAFolderThatIsNotThere) {
  Database database(options());
  EXPECT_THROW(database.back_up(folder() / "nowhere" / "copy.sqlite"), InvalidParameter);
}

}  // namespace
}  // namespace musicgen::sql
