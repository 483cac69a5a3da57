#include "audio/peaks.h"

#include <gtest/gtest.h>

#include "audio/test_sound.h"
#include "base/error.h"

namespace musicgen::audio {
using namespace testing;
namespace {

Peaks peaks_of(const Sound& sound, std::size_t block_frames) {
  PeakMeter meter(sound.format);
  std::span<const float> left = sound.samples;
  while (!left.empty()) {
    const std::size_t count =
        std::min(left.size(), block_frames * static_cast<std::size_t>(sound.format.channels));
    meter.add(left.first(count));
    left = left.subspan(count);
  }
  return meter.result();
}

TEST(Peaks, HoldLowestAndHighestOfEachChannel) {
  Sound sound{{8000, 2}, std::vector<float>(2 * 600)};
  sound.samples[2 * 10] = 1.0f;       // left, first peak
  sound.samples[2 * 20 + 1] = -0.5f;  // right, first peak
  sound.samples[2 * 599] = -1.0f;     // left, last and shorter peak
  const Peaks peaks = peaks_of(sound, 77);
  EXPECT_EQ(peaks.frames, 600);
  EXPECT_EQ(peaks.frames_per_peak, 256);
  const std::vector<std::int8_t> expected = {0, 127, -64, 0, 0, 0, 0, 0, -127, 0, 0, 0};
  EXPECT_EQ(peaks.values, expected);
}

TEST(Peaks, LongSoundGetsCoarserPeaksInsteadOfMore) {
  const Sound sound = noise({44100, 1}, 20000 * 256 * 2 + 1, 1.0f);
  const Peaks peaks = peaks_of(sound, 4096);
  EXPECT_EQ(peaks.frames_per_peak, 1024);
  EXPECT_EQ(peaks.values.size(), 2u * 10001);
  for (std::size_t peak = 0; peak < 10000; peak += 997) {
    const auto block = std::span(sound.samples).subspan(peak * 1024, 1024);
    const auto [low, high] = std::minmax_element(block.begin(), block.end());
    EXPECT_EQ(peaks.values[2 * peak], std::lrint(*low * 127.0f));
    EXPECT_EQ(peaks.values[2 * peak + 1], std::lrint(*high * 127.0f));
  }
}

TEST(Peaks, DoNotDependOnTheSizeOfBlocks) {
  const Sound sound = noise({44100, 2}, 100003, 0.7f);
  EXPECT_EQ(peaks_of(sound, 1).values, peaks_of(sound, 9999).values);
}

TEST(Peaks, SurviveTheWayThroughBytes) {
  const Peaks peaks = peaks_of(noise({48000, 2}, 54321, 0.9f), 1000);
  const Peaks back = peaks_from_bytes(to_bytes(peaks));
  EXPECT_EQ(back.sample_rate_hz, 48000);
  EXPECT_EQ(back.channels, 2);
  EXPECT_EQ(back.frames, 54321);
  EXPECT_EQ(back.frames_per_peak, 256);
  EXPECT_EQ(back.values, peaks.values);
}

TEST(Peaks, OfNothingAreNone) {
  EXPECT_TRUE(peaks_from_bytes(to_bytes(PeakMeter({44100, 2}).result())).values.empty());
}

TEST(Peaks, DamagedBytesAreRefused) {
  const std::string bytes = to_bytes(peaks_of(noise({48000, 2}, 3000, 0.9f), 1000));
  EXPECT_THROW(peaks_from_bytes(""), InvalidAudioFormat);
  EXPECT_THROW(peaks_from_bytes(bytes.substr(0, 20)), InvalidAudioFormat);
  EXPECT_THROW(peaks_from_bytes(bytes + "x"), InvalidAudioFormat);
  EXPECT_THROW(peaks_from_bytes("MGPX" + bytes.substr(4)), InvalidAudioFormat);
  std::string other_version = bytes;
  other_version[4] = 2;
  EXPECT_THROW(peaks_from_bytes(other_version), InvalidAudioFormat);
}

}  // namespace
}  // namespace musicgen::audio
