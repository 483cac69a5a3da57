#include "effects/master.h"

#include <gtest/gtest.h>

#include "audio/test_sound.h"
#include "base/error.h"
#include "base/files.h"

namespace musicgen::effects {
namespace fs = std::filesystem;
using namespace audio::testing;
namespace {

constexpr audio::StreamFormat kStereo{44100, 2};

class Master : public ::testing::Test {
 protected:
  Sound mastered(const Sound& mix, const MasterOptions& options = {}) {
    const fs::path file = scratch_.path() / "mix.wav";
    write_float_wav(file, mix);
    MemorySink out(mix.format);
    told_ = master(file, out, options, {}, {});
    return out.sound();
  }

  // What an independent meter finds, and that `master` told the truth.
  void expect_level(const Sound& sound, double lufs, double ceiling_dbtp);

  audio::Loudness told_{};

 private:
  ScratchFolder scratch_{fs::temp_directory_path()};
};

void Master::expect_level(const Sound& sound, double lufs, double ceiling_dbtp) {
  audio::LoudnessMeter meter(sound.format);
  meter.add(sound.samples);
  const audio::Loudness loudness = meter.result();
  EXPECT_NEAR(loudness.integrated_lufs, lufs, 0.5);
  EXPECT_LE(loudness.true_peak_dbtp, ceiling_dbtp);
  EXPECT_NEAR(told_.integrated_lufs, loudness.integrated_lufs, 0.01);
  EXPECT_NEAR(told_.true_peak_dbtp, loudness.true_peak_dbtp, 0.01);
}

TEST_F(Master, BringsASongToTheTarget) {
  const Sound mix = song(kStereo, 44100 * 20);
  const Sound out = mastered(mix);
  ASSERT_EQ(out.frames(), mix.frames());
  expect_level(out, -14.0, -1.0);
  EXPECT_GT(correlation(mix.samples, out.samples), 0.97);
}

TEST_F(Master, BringsWhiteNoiseToTheTarget) {
  for (const float level : {0.001f, 0.1f, 4.0f}) {
    expect_level(mastered(noise(kStereo, 44100 * 5 + 17, level)), -14.0, -1.0);
  }
}

TEST_F(Master, LimitsTransientsOverAQuietBed) {
  Sound mix = noise(kStereo, 44100 * 12, 0.01f);
  for (std::size_t i = 5000; i < mix.samples.size(); i += 44100) mix.samples[i] = 0.9f;
  expect_level(mastered(mix), -14.0, -1.0);
}

TEST_F(Master, SilenceStaysSilence) {
  const Sound mix{kStereo, std::vector<float>(44100 * 5 * 2)};
  EXPECT_EQ(mastered(mix).samples, mix.samples);
  EXPECT_EQ(told_.integrated_lufs, -std::numeric_limits<double>::infinity());
}

}  // namespace
}  // namespace musicgen::effects
