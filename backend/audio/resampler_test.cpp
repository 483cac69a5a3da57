#include "audio/resampler.h"

#include <gtest/gtest.h>

#include "audio/channel_mixer.h"
#include "audio/test_sound.h"
#include "base/error.h"

namespace musicgen::audio {
using namespace testing;
namespace {

Sound resampled(Sound sound, int rate_hz, std::size_t block_frames = 1000) {
  return read_all(*resample(std::make_unique<MemorySource>(std::move(sound)), rate_hz),
                  block_frames);
}

TEST(Resampler, LengthIsTheRatioToTheNearestFrame) {
  for (const Frames frames : {1, 2, 999, 44101}) {
    for (const int rate_hz : {8000, 22050, 48000, 96000}) {
      const Sound out = resampled(noise({44100, 2}, frames, 0.5f), rate_hz);
      EXPECT_EQ(out.frames(), std::llround(static_cast<double>(frames) * rate_hz / 44100.0));
      EXPECT_EQ(out.format, (StreamFormat{rate_hz, 2}));
    }
  }
}

TEST(Resampler, KeepsASineInPlaceAndPure) {
  const Sound in = sine({44100, 1}, 44100, 0.5f, 1000.0);
  const Sound wanted = sine({48000, 1}, 48000, 0.5f, 1000.0);
  const Sound out = resampled(in, 48000);
  double worst = 0.0;
  for (std::size_t i = 2000; i < 46000; ++i) {
    worst = std::max(worst, std::abs(static_cast<double>(out.samples[i] - wanted.samples[i])));
  }
  EXPECT_LT(worst, 1e-6);
}

TEST(Resampler, DoesNotDependOnTheSizeOfBlocks) {
  const Sound in = noise({44100, 2}, 30011, 0.5f);
  EXPECT_EQ(resampled(in, 48000, 1).samples, resampled(in, 48000, 7777).samples);
}

TEST(Resampler, TheSameRateGivesTheSourceBack) {
  auto source = std::make_unique<MemorySource>(noise({44100, 2}, 10, 0.5f));
  const Source* address = source.get();
  EXPECT_EQ(resample(std::move(source), 44100).get(), address);
}

TEST(Resampler, NothingStaysNothing) {
  EXPECT_EQ(resampled({{44100, 2}, {}}, 48000).frames(), 0);
}

TEST(Resampler, RefusesARateThatIsNone) {
  EXPECT_THROW(resample(std::make_unique<MemorySource>(Sound{}), 0), InvalidParameter);
}

Sound mixed(Sound sound, int channels) {
  return read_all(*mix_channels(std::make_unique<MemorySource>(std::move(sound)), channels));
}

TEST(ChannelMixer, MonoFillsBothSidesAtTheSameLevel) {
  EXPECT_EQ(mixed({{44100, 1}, {0.5f, -1.0f}}, 2).samples,
            (std::vector<float>{0.5f, 0.5f, -1.0f, -1.0f}));
}

TEST(ChannelMixer, StereoBecomesTheMeanOfItsSides) {
  const Sound out = mixed({{44100, 2}, {1.0f, 0.5f, -1.0f, 1.0f}}, 1);
  EXPECT_NEAR(out.samples[0], 0.75f, 1e-6f);
  EXPECT_NEAR(out.samples[1], 0.0f, 1e-6f);
}

TEST(ChannelMixer, DownmixOfFullScaleNeverClips) {
  for (const int channels : {3, 6, 8, 11}) {
    const Sound loud{{44100, channels}, std::vector<float>(static_cast<std::size_t>(channels), 1)};
    for (const float sample : mixed(loud, 2).samples) {
      EXPECT_LE(sample, 1.000001f) << channels;
      EXPECT_GT(sample, 0.1f) << channels;
    }
  }
}

}  // namespace
}  // namespace musicgen::audio
