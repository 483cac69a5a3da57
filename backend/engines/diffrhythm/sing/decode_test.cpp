#include "engines/diffrhythm/sing/decode.h"

#include <cmath>

#include <gtest/gtest.h>

#include "audio/decoder.h"
#include "base/files.h"

namespace musicgen::diffrhythm {
namespace fs = std::filesystem;
namespace {

constexpr Frames kLatents = 70;  // more than a piece
constexpr Frames kSound = kLatents * 2048;

class Decode : public testing::Test {
 protected:
  // The left channel of a song of that many frames.
  std::vector<float> left(Frames samples) {
    std::vector<float> latents(static_cast<std::size_t>(kLatents * vae_.latent_channels()));
    for (std::size_t i = 0; i < latents.size(); ++i) {
      latents[i] = std::sin(static_cast<float>(i) * 0.7F);
    }
    const fs::path wav = folder_.path() / "song.wav";
    decode_to_wav(vae_, latents, samples, wav, [this](double share, auto) { told_ = share; }, {});
    const auto sound = audio::open_decoder(wav);
    EXPECT_EQ(sound->info().codec, "pcm_f32le");
    EXPECT_EQ(sound->info().format, (audio::StreamFormat{44100, 2}));
    std::vector<float> both(static_cast<std::size_t>(2 * (samples + 1000)));
    both.resize(2 * sound->read(both));
    std::vector<float> one;
    for (std::size_t i = 0; i < both.size(); i += 2) one.push_back(both[i]);
    return one;
  }

  static double loudness(const std::vector<float>& sound, Frames from, Frames to) {
    double sum = 0;
    for (Frames i = from; i < to; ++i) sum += std::pow(sound[static_cast<std::size_t>(i)], 2);
    return std::sqrt(sum / static_cast<double>(to - from));
  }

  const Vae vae_ = Vae::open(fs::path(MUSICGEN_GOLDEN) / "vae/vae_model.pt");
  ScratchFolder folder_{fs::temp_directory_path()};
  double told_ = 0;
};

TEST_F(Decode, CutsWhatIsTooLong) {
  const std::vector<float> all = left(kSound);
  EXPECT_EQ(std::ssize(all), kSound);
  EXPECT_DOUBLE_EQ(told_, 1);
  // Within the first piece, at its end, and in the last latent.
  for (const Frames samples : {Frames{5000}, 64 * Frames{2048}, kSound - 1}) {
    const std::vector<float> song = left(samples);
    ASSERT_EQ(std::ssize(song), samples);
    EXPECT_TRUE(std::equal(song.begin(), song.end(), all.begin())) << samples;
  }
}

TEST_F(Decode, FadesIntoSilenceWhereTheLastLatentIsNotWhole) {
  const std::vector<float> all = left(kSound);
  const std::vector<float> song = left(kSound + 1500);
  ASSERT_EQ(std::ssize(song), kSound + 1500);
  EXPECT_TRUE(std::equal(all.begin(), all.end() - 1024, song.begin()));
  EXPECT_LT(loudness(song, kSound - 64, kSound), 0.1 * loudness(all, kSound - 64, kSound));
  EXPECT_EQ(loudness(song, kSound, kSound + 1500), 0);
}

TEST_F(Decode, StopsAfterAPiece) {
  std::stop_source stop;
  int pieces = 0;
  const std::vector<float> latents(static_cast<std::size_t>(kLatents * vae_.latent_channels()));
  EXPECT_THROW(decode_to_wav(
                   vae_, latents, kSound, folder_.path() / "song.wav",
                   [&](double, std::string_view) {
                     ++pieces;
                     stop.request_stop();
                   },
                   stop.get_token()),
               Cancelled);
  EXPECT_EQ(pieces, 1);
}

}  // namespace
}  // namespace musicgen::diffrhythm
