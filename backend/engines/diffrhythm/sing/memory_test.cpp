#include "engines/diffrhythm/sing/memory.h"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.h"

namespace musicgen::diffrhythm {
namespace fs = std::filesystem;
namespace {

class Memory : public testing::Test {
 protected:
  void write(const std::string& file, const std::string& text) {
    fs::create_directories((root_.path() / file).parent_path());
    std::ofstream(root_.path() / file) << text;
  }
  std::int64_t available() const { return available_memory(root_.path()); }

  ScratchFolder root_{fs::temp_directory_path()};
};

TEST_F(Memory, IsWhatTheMachineHasAvailable) {
  write("proc/meminfo", "MemTotal: 8000 kB\nMemFree: 100 kB\nMemAvailable: 5000 kB\nX: 1 kB\n");
  EXPECT_EQ(available(), 5000 * 1024);
}

TEST_F(Memory, IsWhatTheTightestGroupLeaves) {
  write("proc/meminfo", "MemAvailable: 5000 kB\n");
  write("proc/self/cgroup", "0::/box/inner\n");
  write("sys/fs/cgroup/box/memory.max", "3000000\n");
  write("sys/fs/cgroup/box/memory.current", "2500000\n");
  write("sys/fs/cgroup/box/memory.stat", "anon 5\ninactive_file 400000\n");
  write("sys/fs/cgroup/box/inner/memory.max", "max\n");
  EXPECT_EQ(available(), 900000);
}

TEST_F(Memory, IsNeverNegative) {
  write("proc/meminfo", "MemAvailable: 5000 kB\n");
  write("proc/self/cgroup", "0::/\n");
  write("sys/fs/cgroup/memory.max", "1000\n");
  write("sys/fs/cgroup/memory.current", "2000\n");
  EXPECT_EQ(available(), 0);
}

TEST_F(Memory, OfThisMachineIsKnown) {
  EXPECT_GT(available_memory(), 1 << 20);
  EXPECT_LT(available_memory(), std::int64_t{1} << 50);
}

TEST_F(Memory, IsRefusedWithBothNumbers) {
  EXPECT_NO_THROW(require_memory(5, 5));
  try {
    require_memory(4'000'000'000, 3'000'000'000);
    FAIL();
  } catch (const OutOfMemory& error) {
    EXPECT_THAT(error.detail(), testing::HasSubstr("4.0 GB"));
    EXPECT_THAT(error.detail(), testing::HasSubstr("3.0 GB"));
    EXPECT_FALSE(error.hint().empty());
  }
}

}  // namespace
}  // namespace musicgen::diffrhythm
