#include "engines/composer/sound/bus.h"

#include <gtest/gtest.h>

#include "engines/composer/sound/colour.h"
#include "engines/composer/sound/noise.h"
#include "engines/composer/sound/testing.h"

namespace musicgen::composer {

namespace {

struct Pair {
  explicit Pair(std::size_t frames) : left(frames), right(frames) {}
  Stereo view() { return {left, right}; }
  std::vector<float> left, right;
};

Pair impulse(std::size_t frames) {
  Pair out(frames);
  out.left[0] = out.right[0] = 1;
  return out;
}

// A sine in both channels, in whole blocks.
Pair tone(double hz, double level, std::size_t frames) {
  Pair out(frames);
  for (std::size_t i = 0; i < frames; ++i) {
    out.left[i] = out.right[i] = static_cast<float>(
        level * std::sin(2 * std::numbers::pi * hz * static_cast<double>(i) / kSampleRate));
  }
  return out;
}

// Seconds until the energy that is still to come has fallen by 60 dB, from the slope between -5
// and -35 dB (Schroeder's backward integration).
double decay_seconds(const std::vector<float>& response) {
  std::vector<double> left(response.size());
  double sum = 0;
  for (std::size_t i = response.size(); i-- > 0;) {
    sum += static_cast<double>(response[i]) * response[i];
    left[i] = sum;
  }
  const auto when = [&](double db) {
    std::size_t i = 0;
    while (10 * std::log10(left[i] / left[0]) > db) ++i;
    return static_cast<double>(i) / kSampleRate;
  };
  return 2 * (when(-35) - when(-5));
}

TEST(Reverb, LastsAsLongAsItIsTold) {
  for (const double seconds : {0.6, 1.8, 4.0}) {
    Reverb reverb({.seconds = seconds, .damping_hz = 15000});
    Pair in = impulse(64 * 690 * 8), out(in.left.size());
    reverb.add_to(out.view(), in.view(), 0);
    EXPECT_NEAR(decay_seconds(out.left) / seconds, 1, 0.15) << seconds;
  }
}

TEST(Reverb, AnswersAboutAsLoudAsItIsFed) {
  for (const RoomSettings& room :
       {RoomSettings{.seconds = 0.5, .size = 0.4}, RoomSettings{.seconds = 6, .size = 1.7}}) {
    Reverb reverb(room);
    Pair in = impulse(64 * 690 * 8), out(in.left.size());
    reverb.add_to(out.view(), in.view(), 0);
    const double energy = rms(out.left) * std::sqrt(static_cast<double>(out.left.size()));
    EXPECT_NEAR(decibels(energy), 0, 3.5);
  }
}

TEST(Reverb, IsDifferentLeftAndRight) {
  Reverb reverb({});
  Pair in = impulse(64 * 690), out(in.left.size());
  reverb.add_to(out.view(), in.view(), 0);
  double product = 0;
  for (std::size_t i = 0; i < out.left.size(); ++i) product += out.left[i] * out.right[i];
  const double scale = rms(out.left) * rms(out.right) * static_cast<double>(out.left.size());
  EXPECT_LT(std::abs(product / scale), 0.15);
}

TEST(Reverb, DarkensAsItDecays) {
  Reverb reverb({.seconds = 2, .damping_hz = 3000});
  Pair in = impulse(64 * 690 * 2), out(in.left.size());
  reverb.add_to(out.view(), in.view(), 0);
  const auto brightness = [&](std::size_t from) {
    const auto piece = std::span(out.left).subspan(from, 16384);
    return band_power(piece, 5000, 10000, 60) / band_power(piece, 300, 1000, 60);
  };
  EXPECT_LT(brightness(40000), 0.1 * brightness(3000));
}

TEST(Echo, ComesInTimeAndBounces) {
  Echo echo({.beats = 0.5, .feedback = 0.5}, 1.0);
  Pair in = impulse(64 * 1400), out(in.left.size());
  echo.add_to(out.view(), in.view());
  const auto energy = [](const std::vector<float>& x, std::size_t at) {
    return rms(std::span(x).subspan(at, 400));
  };
  const auto loudest = [&](const std::vector<float>& x) {
    return std::ranges::max_element(x, {}, [](float v) { return std::abs(v); }) - x.begin();
  };
  EXPECT_NEAR(static_cast<double>(loudest(out.left)), 22050, 4);
  EXPECT_NEAR(static_cast<double>(loudest(out.right)), 44100, 4);
  EXPECT_LT(energy(out.left, 44100), 0.01 * energy(out.right, 44100));
}

TEST(Glue, LeavesQuietMusicAlone) {
  Glue glue({.threshold_db = -10, .ratio = 3});
  Pair quiet = tone(440, 0.02, kBlock * 100);
  std::vector<float> gain(kBlock);
  for (std::size_t at = 0; at < quiet.left.size(); at += kBlock) {
    glue.follow(quiet.view().part(at, kBlock), gain);
    for (const float g : gain) ASSERT_EQ(g, 1);
  }
}

TEST(Glue, HoldsLoudMusicByItsRatio) {
  Glue glue({.threshold_db = -20, .ratio = 2, .attack_ms = 10, .release_ms = 100});
  // A sine of 0 dB RMS below full scale by 3: 17 dB over the threshold, of which half goes.
  Pair loud = tone(440, 0.9, kBlock * 700);
  std::vector<float> gain(kBlock);
  for (std::size_t at = 0; at < loud.left.size(); at += kBlock) {
    glue.follow(loud.view().part(at, kBlock), gain);
  }
  const double over = decibels(0.9 / std::numbers::sqrt2) + 20;
  EXPECT_NEAR(decibels(gain.back()), -over / 2, 0.5);
}

TEST(Glue, NeverLetsTheMixClip) {
  Glue glue({.threshold_db = 0, .ratio = 1});
  Pair wild = tone(100, 3.0, kBlock * 50);
  std::vector<float> gain(kBlock);
  for (std::size_t at = 0; at < wild.left.size(); at += kBlock) {
    glue.follow(wild.view().part(at, kBlock), gain);
    for (std::size_t i = 0; i < kBlock; ++i) {
      ASSERT_LT(std::abs(wild.left[at + i] * gain[i]), 0.98);
    }
  }
}

TEST(EndFades, OpenAndCloseTheSong) {
  const EndFades fades(1000, 100, 200);
  EXPECT_EQ(fades.at(0), 0);
  EXPECT_EQ(fades.at(500), 1);
  EXPECT_NEAR(fades.at(899), 0.5, 0.02);
  EXPECT_EQ(fades.at(999), 0);
  EXPECT_TRUE(fades.is_unity(100, 800));
  EXPECT_FALSE(fades.is_unity(100, 801));
}

TEST(Saturation, IsTransparentForQuietSignals) {
  Pair quiet = tone(440, 0.01, kBlock * 10), same = quiet;
  Saturation(0.3).process(quiet.view());
  for (std::size_t i = 0; i < quiet.left.size(); ++i)
    EXPECT_NEAR(quiet.left[i], same.left[i], 1e-5);
}

TEST(Saturation, AddsTheThirdHarmonicToLoudOnes) {
  Pair loud = tone(430.6640625, 0.25, kBlock * 512);
  Saturation(0.5).process(loud.view());
  const double third = power_at(loud.left, 3 * 430.6640625) / power_at(loud.left, 430.6640625);
  EXPECT_GT(10 * std::log10(third), -40);
  EXPECT_LT(10 * std::log10(third), -10);
}

TEST(Tape, WowBendsThePitchByItsCents) {
  const TapeSettings settings{.wow = 30};
  const Transport transport(settings, 3);
  Tape tape(settings, transport);
  Pair sound = tone(1000, 0.5, kBlock * 690 * 6);
  for (std::size_t at = 0; at < sound.left.size(); at += kBlock) {
    tape.process(sound.view().part(at, kBlock), static_cast<Frames>(at));
  }
  double lowest = 100, highest = -100;
  for (std::size_t at = 4096; at + 8192 < sound.left.size(); at += 4096) {
    const double cents = cents_off(std::span(sound.left).subspan(at, 8192), 1000);
    lowest = std::min(lowest, cents);
    highest = std::max(highest, cents);
  }
  EXPECT_GT(highest - lowest, 15);
  EXPECT_LT(highest - lowest, 70);
}

TEST(Chorus, MakesMonoWide) {
  Chorus chorus(1);
  Pair sound = tone(500, 0.5, kBlock * 690);
  for (std::size_t at = 0; at < sound.left.size(); at += kBlock) {
    chorus.process(sound.view().part(at, kBlock), static_cast<Frames>(at));
  }
  std::vector<float> side(sound.left.size());
  for (std::size_t i = 0; i < side.size(); ++i) side[i] = sound.left[i] - sound.right[i];
  EXPECT_GT(decibels(rms(side) / rms(sound.left)), -15);
}

}  // namespace

}  // namespace musicgen::composer
