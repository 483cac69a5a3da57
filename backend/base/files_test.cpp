#include "base/files.h"

#include <fstream>

#include <gtest/gtest.h>

#include "base/error.h"

namespace musicgen {
namespace fs = std::filesystem;
namespace {

class Files : public testing::Test {
 protected:
  ScratchFolder scratch_{fs::temp_directory_path()};
  fs::path folder_ = scratch_.path();

  std::size_t entries() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_), {}));
  }
};

TEST_F(Files, PendingFileAppearsWholeOnPublish) {
  const fs::path target = folder_ / "song.wav";
  PendingFile file(target);
  EXPECT_EQ(file.path().extension(), ".wav");
  std::ofstream(file.path()) << "sound";
  EXPECT_FALSE(fs::exists(target));
  file.publish();
  EXPECT_EQ(read_text_file(target), "sound");
  EXPECT_EQ(entries(), 1u);
}

TEST_F(Files, PendingFileVanishesWithoutPublish) {
  {
    PendingFile file(folder_ / "song.wav");
    std::ofstream(file.path()) << "half";
  }
  EXPECT_EQ(entries(), 0u);
}

TEST_F(Files, PendingFileInsideAPendingFileIsWrittenInPlace) {
  PendingFile outer(folder_ / "song.wav");
  write_text_file(outer.path(), "sound");
  EXPECT_EQ(remove_leftovers(folder_), 0u);
  EXPECT_EQ(read_text_file(outer.path()), "sound");
  outer.publish();
  EXPECT_EQ(read_text_file(folder_ / "song.wav"), "sound");
  EXPECT_EQ(entries(), 1u);
}

TEST_F(Files, ReadingRefusesWhatIsMissingOrTooLarge) {
  EXPECT_THROW(read_text_file(folder_ / "none"), FileNotFound);
  write_text_file(folder_ / "long", std::string(100, 'x'));
  EXPECT_THROW(read_text_file(folder_ / "long", 99), PayloadTooLarge);
}

}  // namespace
}  // namespace musicgen
