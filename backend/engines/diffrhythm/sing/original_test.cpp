#include "engines/diffrhythm/sing/original.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "audio/test_sound.h"
#include "base/files.h"

namespace musicgen::diffrhythm {
namespace fs = std::filesystem;
namespace {

constexpr Frames kLatent = 2048;
constexpr Frames kTenLatents = 10 * kLatent;

void no_progress(double, std::string_view) {}

class Edited : public testing::Test {
 protected:
  Original original(Frames frames, std::int64_t latents, float level = 0.2F) {
    const fs::path file = folder_.path() / "song.wav";
    const auto out = audio::open_encoder(
        file, {.format = audio::FileFormat::wav, .input = {44100, 2}, .bits_per_sample = 32});
    out->write(audio::testing::noise({44100, 2}, frames, level).samples);
    out->finish();
    return {file, latents};
  }

  // What becomes of a new song that is 9 throughout: each frame's left channel.
  static std::vector<float> spliced(const Original& original, const std::vector<FrameSpan>& made,
                                    Frames length) {
    const Splice splice(original, made, length);
    std::vector<float> left;
    for (Frames first = 0; first < length; first += 3000) {
      std::vector<float> block(static_cast<std::size_t>(2 * std::min<Frames>(3000, length - first)),
                               9.0F);
      splice.apply(block, first);
      for (std::size_t i = 0; i < block.size(); i += 2) left.push_back(block[i]);
    }
    return left;
  }

  static bool is_original(const Original& song, const std::vector<float>& left, Frames from,
                          Frames to) {
    return std::equal(left.begin() + from, left.begin() + to, song.channel(0).begin() + from);
  }
  static bool is_new(const std::vector<float>& left, Frames from, Frames to) {
    return std::all_of(left.begin() + from, left.begin() + to, [](float x) { return x == 9; });
  }

  ScratchFolder folder_{fs::temp_directory_path()};
};

TEST_F(Edited, IsTheSongBySampleWhereNothingWasMade) {
  const Original song = original(kTenLatents, 10);
  const auto left = spliced(song, {{4, 6}}, kTenLatents);
  EXPECT_TRUE(is_original(song, left, 0, 3 * kLatent));
  EXPECT_TRUE(is_new(left, 4 * kLatent, 6 * kLatent));
  EXPECT_TRUE(is_original(song, left, 7 * kLatent, kTenLatents));
  // Half way through a fade both count the same.
  const auto middle = static_cast<std::size_t>(7 * kLatent / 2);
  EXPECT_NEAR(left[middle], (9 + song.channel(0)[middle]) / 2, 1e-3);
}

TEST_F(Edited, FadesIntoTheContinuationOfAShorterSong) {
  const Original song = original(5 * kLatent + 700, 10);
  const auto left = spliced(song, {{5, 10}}, kTenLatents);
  EXPECT_TRUE(is_original(song, left, 0, 4 * kLatent));
  EXPECT_TRUE(is_new(left, 5 * kLatent, kTenLatents));
}

TEST_F(Edited, SongIsBroughtToTheOfficialLevelAndLength) {
  const Original song = original(100 * kLatent, 10);
  EXPECT_EQ(song.frames(), 26 * kLatent);
  float peak = 0;
  for (const int side : {0, 1}) {
    for (const float sample : song.channel(side)) peak = std::max(peak, std::abs(sample));
  }
  EXPECT_NEAR(peak, 0.5012F, 1e-4);  // -6 dB
}

TEST_F(Edited, SongBecomesLatentsThatEndWithIt) {
  const Vae vae = Vae::open(fs::path(MUSICGEN_GOLDEN) / "vae/vae_model.pt");
  const Original song = original(6 * kLatent, 10);
  const auto latents = song.latents(vae, 3, no_progress, {});
  ASSERT_EQ(latents.size(), 10u * 64);
  const auto is_zero = [](float x) { return x == 0; };
  EXPECT_TRUE(std::none_of(latents.begin(), latents.begin() + 6 * 64, is_zero));
  EXPECT_TRUE(std::all_of(latents.begin() + 6 * 64, latents.end(), is_zero));
  EXPECT_EQ(song.latents(vae, 3, no_progress, {}), latents);
  EXPECT_NE(song.latents(vae, 4, no_progress, {}), latents);
}

TEST_F(Edited, StopsWhileItListens) {
  const Vae vae = Vae::open(fs::path(MUSICGEN_GOLDEN) / "vae/vae_model.pt");
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THROW(original(6 * kLatent, 10).latents(vae, 3, no_progress, stop.get_token()), Cancelled);
}

}  // namespace
}  // namespace musicgen::diffrhythm
