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

  ScratchFolder scratch_{fs::temp_directory_path()};
  audio::Loudness told_{};
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

TEST_F(Master, BringsDrumsWithLongDecaysToTheTarget) {
  Sound mix = noise(kStereo, 44100 * 10, 0.9f);
  for (std::size_t i = 0; i < mix.samples.size(); ++i) {
    mix.samples[i] *=
        static_cast<float>(std::exp(-12.0 * std::fmod(static_cast<double>(i) / 88200.0, 0.5)));
  }
  expect_level(mastered(mix), -14.0, -1.0);
}

TEST_F(Master, BringsAWhisperThatEndsInAShoutToTheTarget) {
  Sound mix = song(kStereo, 44100 * 20);
  for (std::size_t i = 0; i < mix.samples.size(); ++i) {
    mix.samples[i] *= i > mix.samples.size() * 9 / 10 ? 1.0f : 0.01f;
  }
  expect_level(mastered(mix), -14.0, -1.0);
}

TEST_F(Master, BringsPureTonesToTheTarget) {
  for (const double hz : {40.0, 440.0, 8000.0}) {
    expect_level(mastered(sine(kStereo, 44100 * 5, 0.05f, hz)), -14.0, -1.0);
  }
}

TEST_F(Master, TakesOtherFormatsAndTargets) {
  expect_level(mastered(song({48000, 1}, 48000 * 5)), -14.0, -1.0);
  expect_level(mastered(song({96000, 2}, 96000 * 5)), -14.0, -1.0);
  expect_level(mastered(song({44100, 6}, 44100 * 5)), -14.0, -1.0);
  expect_level(mastered(song(kStereo, 44100 * 5), {.target_lufs = -23.0, .ceiling_dbtp = -2.0}),
               -23.0, -2.0);
}

TEST_F(Master, VeryQuietSoundWithGatedPartsReachesTheTarget) {
  Sound mix = noise(kStereo, 44100 * 10, 0.001f);
  for (std::size_t i = mix.samples.size() / 2; i < mix.samples.size(); ++i) mix.samples[i] *= 0.2f;
  expect_level(mastered(mix), -14.0, -1.0);
}

// Clicks in silence have no loudness to gain: the ceiling goes first.
TEST_F(Master, ClicksInSilenceStayBelowTheCeiling) {
  Sound mix{kStereo, std::vector<float>(44100 * 6 * 2)};
  for (std::size_t i = 3000; i < mix.samples.size(); i += 60000) mix.samples[i] = 0.5f;
  const Sound out = mastered(mix);
  EXPECT_LE(told_.true_peak_dbtp, -1.0);
  EXPECT_GT(told_.true_peak_dbtp, -2.0);
}

TEST_F(Master, SilenceStaysSilence) {
  const Sound mix{kStereo, std::vector<float>(44100 * 5 * 2)};
  EXPECT_EQ(mastered(mix).samples, mix.samples);
  EXPECT_EQ(told_.integrated_lufs, -std::numeric_limits<double>::infinity());
}

TEST_F(Master, GivesTheSameSamplesEveryTime) {
  const Sound mix = song(kStereo, 44100 * 5);
  EXPECT_TRUE(mastered(mix).samples == mastered(mix).samples);
}

TEST_F(Master, TellsProgressThatNeverFallsAndEndsAtOne) {
  const fs::path file = scratch_.path() / "mix.wav";
  write_float_wav(file, noise(kStereo, 44100 * 5, 1.0f));
  MemorySink out(kStereo);
  double last = 0.0;
  master(file, out, {},
         [&last](double fraction, std::string_view) {
           EXPECT_GE(fraction, last);
           last = fraction;
         },
         {});
  EXPECT_DOUBLE_EQ(last, 1.0);
}

TEST_F(Master, StopsWhenItIsTold) {
  const fs::path file = scratch_.path() / "mix.wav";
  write_float_wav(file, noise(kStereo, 44100 * 5, 1.0f));
  MemorySink out(kStereo);
  std::stop_source stop;
  EXPECT_THROW(master(
                   file, out, {}, [&stop](double, std::string_view) { stop.request_stop(); },
                   stop.get_token()),
               Cancelled);
}

TEST_F(Master, RefusesAMixThatIsMissing) {
  MemorySink out(kStereo);
  EXPECT_THROW(master(scratch_.path() / "none.wav", out, {}, {}, {}), FileNotFound);
}

}  // namespace
}  // namespace musicgen::effects
