#include "base/unfinished.h"

#include <csignal>
#include <fstream>
#include <functional>
#include <memory>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/files.h"
#include "base/ids.h"

namespace musicgen {
namespace fs = std::filesystem;
namespace {

class Leftovers : public testing::Test {
 protected:
  ScratchFolder scratch_{fs::temp_directory_path()};
  fs::path folder_ = scratch_.path() / "music";

  void SetUp() override {
    fs::create_directory(folder_);
    const PendingFile file(folder_ / "song.wav");
    if (!file.path().filename().string().starts_with(".pending-locked-")) {
      GTEST_SKIP() << "This file system keeps no locks.";
    }
  }

  std::size_t entries() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_), {}));
  }

  void write(const std::string& name) const { std::ofstream(folder_ / name) << "half"; }

  // Another process that makes something and is killed while it has it.
  template <class Make>
  static void kill_while(Make make, const std::function<void()>& look) {
    int ready[2];
    ASSERT_EQ(::pipe(ready), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      const auto made = make();
      if (::write(ready[1], "!", 1) != 1) ::_exit(1);
      while (true) ::pause();
    }
    char told = 0;
    ASSERT_EQ(::read(ready[0], &told, 1), 1);
    look();
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    ::close(ready[0]);
    ::close(ready[1]);
  }
};

TEST_F(Leftovers, OfAKilledProcessAreRemovedAndThoseOfALivingOneKept) {
  kill_while([&] { return std::make_unique<PendingFile>(folder_ / "song.wav"); },
             [&] {
               EXPECT_EQ(remove_leftovers(folder_), 0u);
               EXPECT_EQ(entries(), 1u);
             });
  EXPECT_EQ(entries(), 1u);
  EXPECT_EQ(remove_leftovers(folder_), 1u);
  EXPECT_EQ(entries(), 0u);
}

TEST_F(Leftovers, AreWholeFoldersToo) {
  kill_while(
      [&] {
        auto folder = std::make_unique<ScratchFolder>(folder_);
        std::ofstream(folder->path() / "part") << "half";
        return folder;
      },
      [&] { EXPECT_EQ(remove_leftovers(folder_), 0u); });
  EXPECT_EQ(remove_leftovers(folder_), 1u);
  EXPECT_EQ(entries(), 0u);
}

TEST_F(Leftovers, GoWhenTheFirstFileIsMadeInAFolder) {
  const fs::path other = scratch_.path() / "other";
  fs::create_directory(other);
  kill_while([&] { return std::make_unique<PendingFile>(other / "song.wav"); }, [] {});
  write_text_file(other / "note", "here");
  EXPECT_EQ(std::distance(fs::directory_iterator(other), {}), 1);
}

TEST_F(Leftovers, TakeTheFilesBesideADatabaseWithThem) {
  const std::string name = ".pending-locked-" + new_id() + ".db";
  for (const char* end : {"", "-wal", "-shm"}) write(name + end);
  EXPECT_EQ(remove_leftovers(folder_), 1u);
  EXPECT_EQ(entries(), 0u);
}

TEST_F(Leftovers, LeaveAlongWhatADatabaseStillUses) {
  const PendingFile file(folder_ / "library.db");
  std::ofstream(file.path().string() + "-wal") << "log";
  EXPECT_EQ(remove_leftovers(folder_), 0u);
  EXPECT_TRUE(fs::exists(file.path().string() + "-wal"));
  fs::remove(file.path().string() + "-wal");
}

TEST_F(Leftovers, WithProcessNumbersAreJudgedByThemInOurOwnFoldersOnly) {
  const pid_t dead = ::fork();
  if (dead == 0) ::_exit(0);
  ::waitpid(dead, nullptr, 0);
  fs::create_directory(folder_ / "new");
  write(fmt::format("new/.pending-{}-{}.wav", dead, new_id()));
  write(fmt::format("new/.pending-{}-{}.wav", ::getpid(), new_id()));
  tidy_once(folder_ / "new");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_ / "new"), {}), 2);
  EXPECT_EQ(remove_leftovers(folder_ / "new"), 1u);
}

TEST_F(Leftovers, AreNothingWithAnotherName) {
  for (const char* name :
       {".pending", ".pending-locked-", ".pending-locked-song.wav", "song.wav"}) {
    write(name);
  }
  EXPECT_EQ(remove_leftovers(folder_), 0u);
  EXPECT_EQ(entries(), 4u);
}

TEST_F(Leftovers, AreNotWhatALinkPointsTo) {
  write("song.wav");
  fs::create_symlink(folder_ / "song.wav", folder_ / (".pending-locked-" + new_id() + ".wav"));
  EXPECT_EQ(remove_leftovers(folder_), 0u);
  EXPECT_TRUE(fs::exists(folder_ / "song.wav"));
}

}  // namespace
}  // namespace musicgen
