#include "engines/composer/sound/ambience/ambience.h"

#include <gtest/gtest.h>

#include "audio/loudness.h"
#include "base/error.h"
#include "engines/composer/sound/testing.h"

namespace musicgen::composer {

namespace {

constexpr std::size_t kSecond = 44096;  // whole blocks

std::vector<float> bed(std::string_view name, int seconds, std::uint64_t seed = 3) {
  const std::unique_ptr<Voice> voice = make_bed(name, seed);
  std::vector<float> left(kSecond), right(kSecond), interleaved;
  for (int i = 0; i < seconds; ++i) {
    std::ranges::fill(left, 0.0f);
    std::ranges::fill(right, 0.0f);
    voice->add_to({left, right}, static_cast<Frames>(i * kSecond));
    for (std::size_t k = 0; k < kSecond; ++k) {
      interleaved.push_back(left[k]);
      interleaved.push_back(right[k]);
    }
  }
  return interleaved;
}

std::vector<float> left_of(const std::vector<float>& interleaved) {
  std::vector<float> left(interleaved.size() / 2);
  for (std::size_t i = 0; i < left.size(); ++i) left[i] = interleaved[2 * i];
  return left;
}

// Levels of pieces of `seconds` each, in dB.
std::vector<double> levels(const std::vector<float>& sound, double seconds) {
  std::vector<double> out;
  const auto size = static_cast<std::size_t>(seconds * kSampleRate);
  for (std::size_t at = 0; at + size <= sound.size(); at += size) {
    out.push_back(decibels(rms(std::span(sound).subspan(at, size))));
  }
  return out;
}

double range_of(const std::vector<double>& values) {
  return *std::ranges::max_element(values) - *std::ranges::min_element(values);
}

// Power in a band relative to another, in dB.
double tilt(const std::vector<float>& sound, std::pair<double, double> band,
            std::pair<double, double> other) {
  return 10 * std::log10(band_power(sound, band.first, band.second, 100) /
                         band_power(sound, other.first, other.second, 100));
}

class Bed : public testing::TestWithParam<std::string_view> {};

TEST_P(Bed, HasItsLoudness) {
  const double wanted = GetParam() == "vinyl" || GetParam() == "tape" ? -44 : -36;
  double sum = 0;
  for (const std::uint64_t seed : {1, 2, 3}) {
    audio::LoudnessMeter meter({kSampleRate, 2});
    meter.add(bed(GetParam(), 40, seed));
    sum += meter.result().integrated_lufs;
  }
  EXPECT_NEAR(sum / 3, wanted, 2);
}

TEST_P(Bed, NeverFallsSilent) {
  for (const double level : levels(left_of(bed(GetParam(), 40)), 0.5)) EXPECT_GT(level, -75);
}

TEST_P(Bed, IsTheSameForTheSameSeedOnly) {
  EXPECT_EQ(bed(GetParam(), 2, 5), bed(GetParam(), 2, 5));
  EXPECT_NE(bed(GetParam(), 2, 5), bed(GetParam(), 2, 6));
}

TEST_P(Bed, IsWiderThanMono) {
  const std::vector<float> sound = bed(GetParam(), 10);
  double side = 0, middle = 0;
  for (std::size_t i = 0; i < sound.size(); i += 2) {
    side += std::pow(sound[i] - sound[i + 1], 2);
    middle += std::pow(sound[i] + sound[i + 1], 2);
  }
  EXPECT_GT(side / middle, 0.05);
}

TEST_P(Bed, DoesNotRepeat) {
  const std::vector<float> sound = left_of(bed(GetParam(), 30));
  const auto piece = std::span(sound).subspan(5 * kSecond, kSecond / 4);
  const double energy = std::pow(rms(piece), 2) * static_cast<double>(piece.size());
  for (std::size_t at = 6 * kSecond; at + piece.size() < sound.size(); at += 1009) {
    double correlation = 0;
    for (std::size_t i = 0; i < piece.size(); ++i) {
      correlation += static_cast<double>(piece[i]) * sound[at + i];
    }
    ASSERT_LT(correlation, 0.9 * energy);
  }
}

TEST_P(Bed, HasNoConstantOffset) {
  double sum = 0;
  const std::vector<float> sound = left_of(bed(GetParam(), 10));
  for (const float x : sound) sum += x;
  EXPECT_LT(std::abs(sum / static_cast<double>(sound.size())), 5e-4);
}

INSTANTIATE_TEST_SUITE_P(Ambience, Bed, testing::ValuesIn(ambience_names()),
                         [](const auto& bed_case) { return std::string(bed_case.param); });

TEST(Rain, IsBroadAndSteady) {
  const std::vector<float> rain = left_of(bed("rain", 20));
  EXPECT_GT(tilt(rain, {6000, 12000}, {500, 2000}), -18);
  EXPECT_LT(range_of(levels(rain, 1)), 8);
}

TEST(Ocean, SwellsSlowly) {
  const std::vector<float> ocean = left_of(bed("ocean", 40));
  EXPECT_GT(range_of(levels(ocean, 1)), 8);
  // Within a second there are no jumps.
  const std::vector<double> quick = levels(ocean, 0.25);
  for (std::size_t i = 1; i < quick.size(); ++i) EXPECT_LT(std::abs(quick[i] - quick[i - 1]), 6);
}

TEST(Wind, IsDarkAndGusty) {
  const std::vector<float> wind = left_of(bed("wind", 40));
  EXPECT_LT(tilt(wind, {4000, 9000}, {200, 900}), -15);
  EXPECT_GT(range_of(levels(wind, 1)), 6);
}

TEST(Fire, CracklesOverALowRoar) {
  const std::vector<float> fire = left_of(bed("fire", 20));
  EXPECT_GT(decibels(peak(fire) / rms(fire)), 18);
  EXPECT_LT(tilt(fire, {3000, 9000}, {60, 250}), -10);
}

TEST(Vinyl, ClicksAboveAQuietSurface) {
  const std::vector<float> vinyl = left_of(bed("vinyl", 20));
  EXPECT_GT(decibels(peak(vinyl) / rms(vinyl)), 24);
}

TEST(Crickets, SingNearFourToFiveKilohertz) {
  EXPECT_GT(tilt(left_of(bed("crickets", 10)), {3900, 5200}, {1000, 3000}), 15);
}

TEST(Birds, SingAboveTwoKilohertz) {
  EXPECT_GT(tilt(left_of(bed("birds", 30)), {2000, 6000}, {8000, 15000}), 20);
}

TEST(Tape, HissesHigh) {
  EXPECT_GT(tilt(left_of(bed("tape", 10)), {5000, 10000}, {100, 400}), 6);
}

TEST(Thunder, RumblesNowAndThen) {
  const std::vector<float> thunder = left_of(bed("thunder", 60));
  EXPECT_GT(range_of(levels(thunder, 1)), 10);
}

TEST(Ambience, LevelIsLoudness) {
  const auto level_of = [](double level) {
    const std::unique_ptr<Voice> voice = make_ambience({{"tape", level}}, 1);
    std::vector<float> left(kSecond), right(kSecond);
    voice->add_to({left, right}, 0);
    return decibels(rms(left));
  };
  EXPECT_NEAR(level_of(1) - level_of(0.5), 10, 0.1);
  EXPECT_LT(level_of(0), -200);
}

TEST(Ambience, RefusesAnUnknownName) {
  EXPECT_THROW(make_bed("traffic", 1), InternalError);
}

}  // namespace

}  // namespace musicgen::composer
