#include "effects/limiter.h"

#include <gtest/gtest.h>

#include "audio/loudness.h"
#include "audio/test_sound.h"

namespace musicgen::effects {
using namespace audio::testing;
namespace {

Sound limited(Sound sound, double gain_db, double ceiling_db, std::size_t block_frames = 1000) {
  return read_all(*limit(std::make_unique<MemorySource>(std::move(sound)), Decibels{gain_db},
                         Decibels{ceiling_db}),
                  block_frames);
}

double true_peak_dbtp(const Sound& sound) {
  audio::LoudnessMeter meter(sound.format);
  meter.add(sound.samples);
  return meter.result().true_peak_dbtp;
}

TEST(Limiter, OnlyMultipliesWhatStaysBelowTheCeiling) {
  const Sound in = noise({44100, 2}, 30011, 0.2f);
  const Sound out = limited(in, 6.0, -1.0);
  ASSERT_EQ(out.frames(), in.frames());
  const auto gain = static_cast<float>(Decibels{6.0}.as_gain());
  for (std::size_t i = 0; i < in.samples.size(); ++i) {
    ASSERT_EQ(out.samples[i], in.samples[i] * gain);
  }
}

TEST(Limiter, HoldsTheTruePeakBelowTheCeiling) {
  constexpr double kTrifleDb = 0.05;
  for (const int rate_hz : {8000, 44100, 48000, 96000, 192000}) {
    EXPECT_LE(true_peak_dbtp(limited(noise({rate_hz, 2}, rate_hz, 1.0f), 20.0, -1.0)),
              -1.0 + kTrifleDb)
        << rate_hz;
  }
  // Crests between samples, and sines of every pitch, which start at once.
  const Sound hidden = sine({44100, 2}, 44100, 1.0f, 11025.0, std::numbers::pi / 4);
  EXPECT_LE(true_peak_dbtp(limited(hidden, 12.0, -1.0)), -1.0 + kTrifleDb);
  for (const double hz : {30.0, 1000.0, 9000.0, 16000.0, 20000.0}) {
    EXPECT_LE(true_peak_dbtp(limited(sine({44100, 1}, 22050, 1.0f, hz), 12.0, -1.0)),
              -1.0 + kTrifleDb)
        << hz;
  }
}

TEST(Limiter, LosesLittleOfTheCeiling) {
  EXPECT_GT(true_peak_dbtp(limited(noise({44100, 2}, 44100, 1.0f), 10.0, -1.0)), -1.3);
}

TEST(Limiter, KeepsASoundInItsPlace) {
  const Sound in = song({44100, 2}, 44100);
  EXPECT_GT(correlation(in.samples, limited(in, 12.0, -1.0).samples), 0.97);
}

TEST(Limiter, KeepsTheRatioOfTheChannels) {
  Sound in = noise({44100, 2}, 44100, 0.9f);
  for (std::size_t i = 0; i < in.samples.size(); i += 2) in.samples[i + 1] = 0.25f * in.samples[i];
  const Sound out = limited(in, 10.0, -1.0);
  for (std::size_t i = 0; i < in.samples.size(); i += 2) {
    ASSERT_NEAR(out.samples[i + 1], 0.25f * out.samples[i], 1e-6f);
  }
}

TEST(Limiter, TouchesNothingFarFromAPeak) {
  Sound in = noise({44100, 1}, 88200, 0.1f);
  in.samples[30000] = 4.0f;
  const Sound out = limited(in, 0.0, -1.0);
  for (std::size_t i = 0; i < 29000; ++i) ASSERT_EQ(out.samples[i], in.samples[i]);
  for (std::size_t i = 80000; i < 88200; ++i) ASSERT_NEAR(out.samples[i], in.samples[i], 0.001f);
  EXPECT_NEAR(out.samples[30000], Decibels{-1.0}.as_gain(), 0.01);
}

TEST(Limiter, DoesNotDependOnTheSizeOfBlocks) {
  const Sound in = noise({44100, 2}, 20011, 1.0f);
  EXPECT_EQ(limited(in, 6.0, -1.0, 1).samples, limited(in, 6.0, -1.0, 9999).samples);
}

TEST(Limiter, TakesSoundsShorterThanItsLookAhead) {
  for (const Frames frames : {0, 1, 17, 300}) {
    EXPECT_EQ(limited(noise({44100, 2}, frames, 1.0f), 12.0, -1.0).frames(), frames);
  }
}

}  // namespace
}  // namespace musicgen::effects
