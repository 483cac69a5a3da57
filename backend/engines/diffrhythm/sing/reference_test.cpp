#include "engines/diffrhythm/sing/reference.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "audio/test_sound.h"
#include "base/error.h"
#include "base/files.h"

namespace musicgen::diffrhythm {
namespace fs = std::filesystem;
namespace {

constexpr int kFileRateHz = 48000;
constexpr int kRateHz = 24000;

class StyleExcerpt : public testing::Test {
 protected:
  // Stereo; only from 10 to 20 s does it sound, the left channel alone.
  fs::path song(double seconds) {
    const fs::path file = folder_.path() / "song.wav";
    const auto out = audio::open_encoder(
        file, {.format = audio::FileFormat::wav, .input = {kFileRateHz, 2}, .bits_per_sample = 32});
    std::vector<float> samples(static_cast<std::size_t>(seconds * kFileRateHz) * 2);
    for (std::size_t i = 0; i < samples.size(); i += 2) {
      const double time = static_cast<double>(i / 2) / kFileRateHz;
      if (time < 10 || time >= 20) continue;
      samples[i] = static_cast<float>(0.5 * std::sin(2 * 3.14159265358979 * 440 * time));
    }
    out->write(samples);
    out->finish();
    return file;
  }

  static float loudest(const std::vector<float>& sound, std::size_t from, std::size_t to) {
    float most = 0;
    for (std::size_t i = from; i < to; ++i) most = std::max(most, std::abs(sound[i]));
    return most;
  }

  ScratchFolder folder_{fs::temp_directory_path()};
};

TEST_F(StyleExcerpt, IsTheMiddleAsOneChannelAtTheWantedRate) {
  const std::vector<float> sound = read_style_excerpt(song(30.9), kRateHz);
  ASSERT_EQ(sound.size(), 10u * kRateHz);  // from 10 s to 20 s
  EXPECT_NEAR(loudest(sound, 0, 2000), 0.25, 0.01);
  EXPECT_NEAR(loudest(sound, sound.size() - 2000, sound.size()), 0.25, 0.01);
  // Of 37 s it is 13 to 23 s, which falls silent after seven.
  const std::vector<float> later = read_style_excerpt(song(37), kRateHz);
  EXPECT_NEAR(loudest(later, 6 * kRateHz, 7 * kRateHz - 100), 0.25, 0.01);
  EXPECT_LT(loudest(later, 7 * kRateHz + 100, later.size()), 1e-3);
}

TEST_F(StyleExcerpt, IsRefusedOfLessThanTenSeconds) {
  try {
    read_style_excerpt(song(9.9), kRateHz);
    FAIL();
  } catch (const InvalidParameter& error) {
    EXPECT_EQ(error.field(), "/reference_track_id");
  }
}

}  // namespace
}  // namespace musicgen::diffrhythm
