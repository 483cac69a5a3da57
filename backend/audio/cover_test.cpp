#include "audio/cover.h"

#include <gtest/gtest.h>

#include "base/files.h"

namespace musicgen::audio {
namespace {

Peaks peaks(int loudest) {
  Peaks peaks{44100, 1, 256 * 100, 256, {}};
  for (int i = 0; i < 100; ++i) {
    const auto height = static_cast<std::int8_t>(loudest * i / 100);
    peaks.values.insert(peaks.values.end(), {static_cast<std::int8_t>(-height), height});
  }
  return peaks;
}

std::string drawn(const Peaks& peaks, std::uint64_t seed) {
  const ScratchFolder folder(std::filesystem::temp_directory_path());
  draw_cover(peaks, seed, folder.path() / "cover.png");
  return read_text_file(folder.path() / "cover.png");
}

TEST(Cover, IsAPngThatDependsOnTheWaveformAndTheSeed) {
  const std::string cover = drawn(peaks(100), 7);
  EXPECT_TRUE(cover.starts_with("\x89PNG"));
  EXPECT_EQ(cover, drawn(peaks(100), 7));
  EXPECT_NE(cover, drawn(peaks(100), 8));
  Peaks other = peaks(100);
  std::reverse(other.values.begin(), other.values.end());
  EXPECT_NE(cover, drawn(other, 7));
}

TEST(Cover, IsDrawnForSilenceAndForNothing) {
  EXPECT_TRUE(drawn(peaks(0), 7).starts_with("\x89PNG"));
  EXPECT_TRUE(drawn({44100, 2, 0, 256, {}}, 7).starts_with("\x89PNG"));
}

}  // namespace
}  // namespace musicgen::audio
