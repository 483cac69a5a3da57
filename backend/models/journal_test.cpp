#include "models/journal.h"

#include <fstream>

#include <gtest/gtest.h>

#include "base/files.h"

namespace musicgen::models {
namespace {

class JournalTest : public ::testing::Test {
 protected:
  // 250 bytes in pieces of 100.
  Journal open(const std::string& version = "v1", std::uint64_t bytes = 250) {
    return Journal(file_, version, bytes, 100);
  }
  void append(std::string_view text) { std::ofstream(file_, std::ios::app) << text; }

  ScratchFolder folder_{std::filesystem::temp_directory_path()};
  std::filesystem::path file_ = folder_.path() / "journal";
};

TEST_F(JournalTest, RemembersEachPiece) {
  {
    Journal journal = open();
    EXPECT_EQ(journal.pieces(), 3u);
    EXPECT_EQ(journal.bytes_of(2), 50u);
    journal.note(0, 40);
    journal.note(2, 50);
    journal.note(0, 100);
  }
  const Journal journal = open();
  EXPECT_EQ(journal.received(0), 100u);
  EXPECT_EQ(journal.received(1), 0u);
  EXPECT_EQ(journal.received(), 150u);
}

TEST_F(JournalTest, StartsAnewForAnotherVersionOrSize) {
  open().note(0, 100);
  EXPECT_EQ(open("v2").received(), 0u);
  open("v2").note(0, 100);
  EXPECT_EQ(open("v2", 260).received(), 0u);
}

TEST_F(JournalTest, PassesOverWhatMakesNoSense) {
  open().note(1, 30);
  append("7 5\n0 101\n0 99999999999999999999\n-1 5\n\xff\xfe\n0\n 0 5\n0 5 5\n");
  EXPECT_EQ(open().received(), 30u);
}

TEST_F(JournalTest, NeverClaimsMoreThanWasThereAfterACutLine) {
  open().note(1, 30);
  append("0 8");  // of "0 80"
  open().note(2, 20);
  const Journal journal = open();
  EXPECT_LE(journal.received(0), 80u);
  EXPECT_EQ(journal.received(1), 30u);
  EXPECT_EQ(journal.received(2), 20u);
}

}  // namespace
}  // namespace musicgen::models
