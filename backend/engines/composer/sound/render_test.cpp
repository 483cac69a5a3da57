#include <fstream>

#include <gtest/gtest.h>

#include "audio/decoder.h"
#include "base/error.h"
#include "base/files.h"
#include "base/heap.h"
#include "engines/composer/sound/testing.h"

namespace musicgen::composer {

namespace {

// The most memory that this process ever had, in MB.
double peak_memory_mb() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) return std::stod(line.substr(6)) / 1024;
  }
  return 0;
}

std::vector<float> read_all(const std::filesystem::path& file) {
  const std::unique_ptr<audio::Decoder> decoder = audio::open_decoder(file);
  std::vector<float> all, block(1 << 16);
  while (const std::size_t frames = decoder->read(block)) {
    all.insert(all.end(), block.begin(), block.begin() + static_cast<std::ptrdiff_t>(2 * frames));
  }
  return all;
}

class Render : public testing::Test {
 protected:
  ScratchFolder scratch_{std::filesystem::temp_directory_path()};
};

TEST_F(Render, WritesTheMixAndItsStemsAsFiles) {
  Brief brief;
  brief.genre = "lofi";
  const Rendering song =
      render(dense_score(Seconds(5)), brief, {.stems = true}, scratch_.path(), {}, {});
  EXPECT_EQ(song.frames, 5 * kSampleRate);
  const std::vector<float> mix = read_all(song.mix);
  ASSERT_EQ(mix.size(), 2u * 5 * kSampleRate);
  std::vector<double> sum(mix.size());
  for (const engines::Stem& stem : song.stems) {
    const std::vector<float> samples = read_all(stem.file);
    ASSERT_EQ(samples.size(), mix.size()) << stem.name;
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += samples[i];
  }
  for (std::size_t i = 0; i < sum.size(); ++i) ASSERT_NEAR(sum[i], mix[i], 1e-5);
}

TEST_F(Render, WritesNoStemsUnlessAsked) {
  EXPECT_TRUE(render(dense_score(Seconds(5)), {}, {}, scratch_.path(), {}, {}).stems.empty());
}

TEST_F(Render, StemNamesCannotLeaveTheFolder) {
  Score score = dense_score(Seconds(5));
  score.parts.resize(1);
  score.parts[0].name = "../../etc/passwd";
  const Rendering song = render(score, {}, {.stems = true}, scratch_.path(), {}, {});
  EXPECT_EQ(song.stems[0].name, "../../etc/passwd");
  EXPECT_EQ(song.stems[0].file.parent_path(), scratch_.path());
}

TEST_F(Render, IsUnavailableWithoutASoundFont) {
  EXPECT_THROW(render(dense_score(Seconds(5)), {}, {.sound_font = "/nowhere/none.sf2"},
                      scratch_.path(), {}, {}),
               EngineUnavailable);
}

TEST_F(Render, IsCancelledBeforeItBegins) {
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THROW(render(dense_score(Seconds(5)), {}, {}, scratch_.path(), {}, stop.get_token()),
               Cancelled);
}

TEST_F(Render, MemoryStaysFlatAsTheSongGrows) {
  return_large_buffers_at_once();  // as the program does
  Brief brief;
  brief.genre = "house";
  brief.ambience = {{"rain", 0.5}};
  render(dense_score(Seconds(60)), brief, {}, scratch_.path(), {}, {});
  const double short_song = peak_memory_mb();
  render(dense_score(Seconds(600)), brief, {}, scratch_.path(), {}, {});
  EXPECT_LT(peak_memory_mb() - short_song, 40);
}

}  // namespace

}  // namespace musicgen::composer
