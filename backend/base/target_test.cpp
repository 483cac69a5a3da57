#include "base/target.h"

#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/files.h"

namespace musicgen {
namespace fs = std::filesystem;
namespace {

class Target : public testing::Test {
 protected:
  ScratchFolder scratch_{fs::temp_directory_path()};
  fs::path folder_ = scratch_.path();

  std::string at(const fs::path& name) const { return (folder_ / name).string(); }
};

TEST_F(Target, IsAFileOrTheNameOfANewOne) {
  std::ofstream(folder_ / "old.wav") << "old";
  EXPECT_EQ(file_target(at("old.wav")), at("old.wav"));
  EXPECT_EQ(file_target(at("new.wav")), at("new.wav"));
  EXPECT_EQ(file_target("new.wav"), "new.wav");
}

TEST_F(Target, IsWhatALinkLeadsTo) {
  fs::create_symlink("song.wav", folder_ / "link.wav");
  fs::create_symlink(at("link.wav"), folder_ / "again.wav");
  EXPECT_EQ(file_target(at("again.wav")), at("song.wav"));
  write_text_file(at("again.wav"), "sound");
  EXPECT_TRUE(fs::is_symlink(folder_ / "link.wav"));
  EXPECT_EQ(read_text_file(at("song.wav")), "sound");
}

TEST_F(Target, IsNoFolderPipeOrDevice) {
  EXPECT_THROW(file_target(folder_), InvalidParameter);
  EXPECT_THROW(file_target("music/"), InvalidParameter);
  ASSERT_EQ(::mkfifo(at("pipe.wav").c_str(), 0600), 0);
  EXPECT_THROW(file_target(at("pipe.wav")), InvalidParameter);
  EXPECT_THROW(write_text_file(at("pipe.wav"), "sound"), InvalidParameter);
  EXPECT_TRUE(fs::is_fifo(folder_ / "pipe.wav"));
  EXPECT_THROW(file_target("/dev/null"), InvalidParameter);
}

TEST_F(Target, HasANameThatFileSystemsTake) {
  EXPECT_NO_THROW(file_target(folder_ / std::string(255, 'L')));
  EXPECT_THROW(file_target(folder_ / std::string(256, 'L')), InvalidParameter);
}

TEST_F(Target, GetsANumberWhereItsNameIsTaken) {
  const std::string stem = at("song");
  EXPECT_EQ(free_name(stem, "-loop.mp3"), at("song-loop.mp3"));
  std::ofstream(folder_ / "song-loop.mp3") << "mine";
  EXPECT_EQ(free_name(stem, "-loop.mp3"), at("song-2-loop.mp3"));
}

TEST_F(Target, IsShortenedBetweenCharacters) {
  const std::string e_acute = "\xC3\xA9";
  std::string stem = "x";
  for (int i = 0; i < 127; ++i) stem += e_acute;
  const std::string name = free_name(stem, "-loop.mp3").string();
  EXPECT_EQ(name, stem.substr(0, 237) + "-loop.mp3");
}

}  // namespace
}  // namespace musicgen
