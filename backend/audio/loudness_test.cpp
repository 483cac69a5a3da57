#include "audio/loudness.h"

#include <limits>

#include <ebur128.h>
#include <gtest/gtest.h>

#include "audio/test_sound.h"
#include "audio/true_peak.h"
#include "base/error.h"
#include "base/files.h"

namespace musicgen::audio {
using namespace testing;
namespace {

Loudness loudness_of(const Sound& sound) {
  LoudnessMeter meter(sound.format);
  meter.add(sound.samples);
  return meter.result();
}

// ITU-R BS.1770-4, section 2: a 997 Hz sine at full scale in one channel reads -3.01 LKFS, so in
// both channels 0.00.
TEST(Loudness, OfTheReferenceToneIsThatOfTheStandard) {
  EXPECT_NEAR(loudness_of(sine({48000, 2}, 48000 * 5, 1.0f, 997.0)).integrated_lufs, 0.0, 0.1);
  EXPECT_NEAR(loudness_of(sine({48000, 1}, 48000 * 5, 0.1f, 997.0)).integrated_lufs, -23.01, 0.1);
}

TEST(Loudness, OfSilenceIsMinusInfinity) {
  const Loudness silent = loudness_of({{44100, 2}, std::vector<float>(44100 * 4)});
  EXPECT_EQ(silent.integrated_lufs, -std::numeric_limits<double>::infinity());
  EXPECT_EQ(silent.true_peak_dbtp, -std::numeric_limits<double>::infinity());
}

TEST(Loudness, RangeIsTheDistanceBetweenQuietAndLoud) {
  Sound sound = noise({44100, 2}, 44100 * 40, 0.5f);
  for (std::size_t i = 0; i < sound.samples.size() / 2; ++i) sound.samples[i] *= 0.1f;
  EXPECT_NEAR(loudness_of(sound).range_lu, 20.0, 1.0);
}

// A sine at a quarter of the rate, sampled 45 degrees off its crests, hides 3 dB between samples.
TEST(Loudness, TruePeakFindsCrestsBetweenSamples) {
  const Sound hidden = sine({48000, 2}, 48000, 0.5f, 12000.0, std::numbers::pi / 4);
  EXPECT_NEAR(loudness_of(hidden).true_peak_dbtp, -6.02, 0.2);
}

class TruePeak : public ::testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Rates, TruePeak, ::testing::Values(8000, 44100, 48000, 96000, 192000));

TEST_P(TruePeak, AgreesWithLibebur128) {
  const Sound sound = noise({GetParam(), 2}, 30000, 0.8f);
  ebur128_state* reference =
      ebur128_init(2, static_cast<unsigned long>(GetParam()), EBUR128_MODE_TRUE_PEAK);
  ebur128_add_frames_float(reference, sound.samples.data(), 30000);
  double left = 0.0;
  double right = 0.0;
  ebur128_true_peak(reference, 0, &left);
  ebur128_true_peak(reference, 1, &right);
  ebur128_destroy(&reference);
  EXPECT_NEAR(loudness_of(sound).true_peak_dbtp, Decibels::of_gain(std::max(left, right)).value,
              0.001);
}

TEST(TruePeak, DoesNotDependOnTheSizeOfBlocks) {
  const Sound sound = noise({44100, 2}, 5000, 1.0f);
  std::vector<float> whole(5000);
  TruePeakDetector({44100, 2}).process(sound.samples, whole);
  std::vector<float> parts(5000);
  TruePeakDetector detector({44100, 2});
  for (std::size_t at = 0; at < 5000; at += 7) {
    const std::size_t frames = std::min<std::size_t>(7, 5000 - at);
    detector.process(std::span(sound.samples).subspan(2 * at, 2 * frames),
                     std::span(parts).subspan(at, frames));
  }
  EXPECT_EQ(whole, parts);
}

TEST(Loudness, OfAFileIsThatOfItsSound) {
  const ScratchFolder scratch(std::filesystem::temp_directory_path());
  const Sound sound = song({44100, 2}, 44100 * 5);
  write_float_wav(scratch.path() / "song.wav", sound);
  EXPECT_EQ(measure_loudness(scratch.path() / "song.wav").integrated_lufs,
            loudness_of(sound).integrated_lufs);
}

TEST(Loudness, RefusesWhatNoMeterIsMadeFor) {
  EXPECT_THROW(LoudnessMeter({8, 2}), InvalidParameter);
}

}  // namespace
}  // namespace musicgen::audio
