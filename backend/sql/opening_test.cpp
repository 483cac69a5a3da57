// What a database does with files of all sorts, and when the disk is full.

#include <csignal>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "sql/testing.h"

namespace musicgen::sql {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class OpeningTest : public DatabaseTest {
 protected:
  // A sound database of some pages, closed.
  void make(int things = 400) {
    Database database(options());
    Transaction work = database.write();
    for (int i = 0; i < things; ++i) {
      work.run("INSERT INTO things (id, number, word) VALUES (:id, :n, :word)",
               {{"id", fmt::format("thing {:04}", i)}, {"n", i}, {"word", std::string(100, 'x')}});
    }
    work.commit();
  }

  std::string bytes() const { return read_text_file(file()); }

  void overwrite(const std::string& bytes) const {
    std::ofstream out(file(), std::ios::binary | std::ios::trunc);
    out << bytes;
  }

  // Opening it is refused in words for people, and leaves the file as it is.
  void expect_refused_untouched() {
    const std::string before = bytes();
    try {
      Database database(options());
      ADD_FAILURE() << "it was opened";
    } catch (const StorageCorrupt& error) {
      EXPECT_THAT(error.detail(), HasSubstr("Nothing was changed."));
      EXPECT_THAT(error.hint(), HasSubstr("Do as the manual says."));
    }
    EXPECT_EQ(bytes(), before);
  }

  std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder())) {
      names.push_back(entry.path().filename().string());
    }
    return names;
  }
};

TEST_F(OpeningTest, MakesANewDatabaseWhereThereIsNone) {
  { Database database(options()); }
  EXPECT_THAT(names(), ElementsAre("things.sqlite"));
}

TEST_F(OpeningTest, FindsEverythingAgain) {
  make(3);
  Database database(options());
  EXPECT_THAT(ids(database), SizeIs(3));
}

TEST_F(OpeningTest, WorksInFoldersWithAnyName) {
  for (const char* name : {"a b  c", "a=b", "Füße 🎵", "it's", "50%"}) {
    const fs::path home = folder() / name;
    fs::create_directory(home);
    Database database(options(home / "things.sqlite"));
    add(database, "a");
    EXPECT_TRUE(fs::exists(home / "things.sqlite")) << name;
  }
}

TEST_F(OpeningTest, RefusesAFolderNameThatItCannotPassOn) {
  const fs::path home = folder() / "a\"b";
  fs::create_directory(home);
  EXPECT_THROW(Database(options(home / "things.sqlite")), InvalidParameter);
}

TEST_F(OpeningTest, RefusesAFolderThatIsNotThere) {
  EXPECT_THROW(Database(options(folder() / "nowhere" / "things.sqlite")), StorageFull);
}

TEST_F(OpeningTest, RunsOnlyTheMigrationsThatAreMissing) {
  DatabaseOptions old = options();
  old.migrations = old.migrations.first(1);
  {
    Database database(old);
    add(database, "a");
  }
  Database database(options());
  EXPECT_THAT(ids(database), ElementsAre("a"));
  EXPECT_THAT(database.read().query("SELECT id FROM colours"), IsEmpty());
  EXPECT_EQ(database.schema_version(), 2);
}

TEST_F(OpeningTest, LeavesNothingOfAMigrationThatFails) {
  make(1);
  static constexpr Migration kBroken[] = {
      kMigrations[0], kMigrations[1], {3, "broken", "CREATE TABLE half (id TEXT); NONSENSE;", ""}};
  DatabaseOptions broken = options();
  broken.migrations = kBroken;
  EXPECT_THROW(Database{broken}, InternalError);
  Database database(options());
  EXPECT_THAT(database.read().query("SELECT name FROM sqlite_master WHERE name = 'half'"),
              IsEmpty());
}

TEST_F(OpeningTest, RefusesADatabaseOfANewerProgram) {
  make(1);
  DatabaseOptions old = options();
  old.migrations = old.migrations.first(1);
  const std::string before = bytes();
  try {
    Database database(old);
    ADD_FAILURE();
  } catch (const StorageCorrupt& error) {
    EXPECT_THAT(error.detail(), HasSubstr("newer version"));
    EXPECT_THAT(error.hint(), HasSubstr("Update the program"));
  }
  EXPECT_EQ(bytes(), before);
}

TEST_F(OpeningTest, RefusesAnEmptyFile) {
  overwrite("");
  expect_refused_untouched();
}

TEST_F(OpeningTest, RefusesAFileThatIsNoDatabase) {
  overwrite("Dear diary, today I made a song. " + std::string(10000, '.'));
  expect_refused_untouched();
}

TEST_F(OpeningTest, RefusesTheDatabaseOfAnotherProgram) {
  DatabaseOptions other = options();
  other.application_id = 12345;
  { Database database(other); }
  expect_refused_untouched();
}

TEST_F(OpeningTest, RefusesATruncatedDatabase) {
  make();
  overwrite(bytes().substr(0, bytes().size() / 2));
  expect_refused_untouched();
}

TEST_F(OpeningTest, RefusesADatabaseWithoutItsHeader) {
  make();
  std::string damaged = bytes();
  damaged.replace(0, 100, 100, '\0');
  overwrite(damaged);
  expect_refused_untouched();
}

TEST_F(OpeningTest, RefusesADatabaseWithForeignBytesInAPage) {
  make();
  std::string damaged = bytes();
  const std::size_t page = damaged.find("thing 0200") / 4096 * 4096;
  for (std::size_t i = 0; i < 2000; ++i) damaged[page + i] = static_cast<char>(i * 37 + 11);
  overwrite(damaged);
  expect_refused_untouched();
}

TEST_F(OpeningTest, RefusesToStartAnewBesideTheJournalOfALostDatabase) {
  make(1);
  fs::remove(file());
  std::ofstream(file().string() + "-wal") << "pages of the lost database";
  EXPECT_THROW(Database{options()}, StorageCorrupt);
  EXPECT_FALSE(fs::exists(file()));
}

TEST_F(OpeningTest, NoticesDamageThatComesLater) {
  make();
  Database database(options());
  const std::string sound = bytes();
  std::fstream out(file(), std::ios::binary | std::ios::in | std::ios::out);
  out.seekp(4096);
  out << std::string(sound.size() - 4096, '\x55');
  out.close();
  EXPECT_THROW(ids(database), StorageCorrupt);
}

// Runs in a process of its own; returns its exit status.
int in_child(const std::function<int()>& work) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(work());
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

// From here on no file of this process may grow beyond `bytes`.
void limit_files(std::uint64_t bytes) {
  std::signal(SIGXFSZ, SIG_IGN);
  const rlimit limit{bytes, bytes};
  ::setrlimit(RLIMIT_FSIZE, &limit);
}

TEST_F(OpeningTest, LosesNothingWhenTheDiskIsFull) {
  make(1);
  int pipe_ends[2];
  ASSERT_EQ(::pipe(pipe_ends), 0);
  // Counts what was committed until the disk refuses, and goes on reading then.
  const int status = in_child([&] {
    Database database(options());
    limit_files(300'000);
    int committed = 0;
    try {
      while (committed < 10'000) {
        add(database, fmt::format("{} {}", committed, std::string(1000, 'x')));
        ++committed;
      }
      return 1;
    } catch (const StorageFull& error) {
      const bool same = ids(database).size() == static_cast<std::size_t>(committed) + 1;
      const bool helps = error.hint().find("Free some space") != std::string::npos;
      if (::write(pipe_ends[1], &committed, sizeof committed) != sizeof committed) return 2;
      return same && helps ? 0 : 3;
    }
  });
  ASSERT_EQ(status, 0);
  int committed = 0;
  ASSERT_EQ(::read(pipe_ends[0], &committed, sizeof committed), ssize_t{sizeof committed});
  ::close(pipe_ends[0]);
  ::close(pipe_ends[1]);
  EXPECT_GT(committed, 0);
  Database database(options());
  EXPECT_THAT(ids(database), SizeIs(committed + 1));
}

TEST_F(OpeningTest, LeavesNoHalfDatabaseWhenTheDiskIsFull) {
  const int status = in_child([&] {
    limit_files(8192);
    try {
      Database database(options());
      return 1;
    } catch (const StorageFull&) {
      return 0;
    }
  });
  EXPECT_EQ(status, 0);
  EXPECT_THAT(names(), IsEmpty());
}

// Processes that all do the same at the same time; returns how many of them failed.
int failures_of(int processes, const std::function<void(int)>& work) {
  std::vector<pid_t> children;
  for (int number = 0; number < processes; ++number) {
    children.push_back(::fork());
    if (children.back() != 0) continue;
    try {
      work(number);
      ::_exit(0);
    } catch (const std::exception& error) {
      fmt::print(stderr, "{}\n", error.what());
      ::_exit(1);
    }
  }
  return static_cast<int>(std::count_if(children.begin(), children.end(), [](pid_t child) {
    int status = 0;
    ::waitpid(child, &status, 0);
    return status != 0;
  }));
}

TEST_F(OpeningTest, IsMadeOnceByProcessesThatStartTogether) {
  const int failures = failures_of(6, [&](int number) {
    for (int i = 0; i < 5; ++i) {
      // Open, write, close: the last one out removes the journal while others come in.
      Database database(options());
      add(database, fmt::format("{} {}", number, i));
    }
  });
  EXPECT_EQ(failures, 0);
  Database database(options());
  EXPECT_THAT(ids(database), SizeIs(30));
}

TEST_F(OpeningTest, IsMigratedOnceByProcessesThatStartTogether) {
  DatabaseOptions old = options();
  old.migrations = old.migrations.first(1);
  { Database database(old); }
  EXPECT_EQ(failures_of(6, [&](int) { Database database(options()); }), 0);
  Database database(options());
  EXPECT_THAT(database.read().query("SELECT version FROM migrations"), SizeIs(2));
}

}  // namespace
}  // namespace musicgen::sql
