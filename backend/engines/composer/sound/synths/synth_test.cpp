#include "engines/composer/sound/synths/synth.h"

#include <set>

#include <gtest/gtest.h>

#include "base/error.h"
#include "engines/composer/sound/synths/chip.h"
#include "engines/composer/sound/synths/drums.h"
#include "engines/composer/sound/synths/sub_bass.h"
#include "engines/composer/sound/testing.h"

namespace musicgen::composer {

namespace {

// A held note of an instrument, without its attack.
std::vector<float> held(const std::string& instrument, int pitch, double seconds = 4) {
  const Rendered song = render_to_memory(
      solo(instrument, Role::lead, {{0, seconds, pitch, 0.8f}}, Seconds(seconds + 0.6)));
  const std::vector<float> sound = song.mix.mono();
  const auto skip = static_cast<std::size_t>(0.3 * kSampleRate);
  const auto count = static_cast<std::size_t>((seconds - 0.4) * kSampleRate);
  return {sound.begin() + static_cast<std::ptrdiff_t>(skip),
          sound.begin() + static_cast<std::ptrdiff_t>(skip + count)};
}

struct PitchCase {
  const char* instrument;
  int pitch;
};

class Pitch : public testing::TestWithParam<PitchCase> {};

TEST_P(Pitch, IsWithinFiveCents) {
  const auto [instrument, pitch] = GetParam();
  EXPECT_NEAR(cents_off(held(instrument, pitch), frequency_of(pitch)), 0, 5);
}

INSTANTIATE_TEST_SUITE_P(Synths, Pitch,
                         testing::Values(PitchCase{"synth bass", 36}, PitchCase{"sub bass", 33},
                                         PitchCase{"synth lead", 72}, PitchCase{"synth pluck", 60},
                                         PitchCase{"synth pad", 57}, PitchCase{"warm pad", 52},
                                         PitchCase{"synth brass", 60}, PitchCase{"chip lead", 69},
                                         PitchCase{"chip pulse", 76}, PitchCase{"chip bass", 40}),
                         [](const auto& pitch_case) {
                           std::string name = pitch_case.param.instrument;
                           std::ranges::replace(name, ' ', '_');
                           return name;
                         });

std::vector<float> raw(const SynthPatch& patch, std::vector<PlayedNote> notes, std::size_t frames) {
  Synth synth(patch, std::move(notes), 5, "test");
  std::vector<float> left(frames), right(frames);
  synth.add_to({left, right}, 0);
  return left;
}

// One bare oscillator.
SynthPatch bare(Wave wave) {
  return {.wave = wave, .drift_cents = 0, .velocity_octaves = 0};
}

constexpr std::size_t kSecond = 44032;  // whole blocks

// Of a wave at 3135.96 Hz every partial above the seventh would fold back below 19 kHz; nothing
// may sound between the true partials.
TEST(Oscillator, DoesNotAlias) {
  for (const Wave wave : {Wave::saw, Wave::pulse, Wave::triangle}) {
    const std::vector<float> sound =
        raw(bare(wave), {{.length = 2 * kSecond, .pitch = 103, .velocity = 1}}, kSecond);
    const double f0 = frequency_of(103);
    const double tone = power_at(sound, f0);
    for (double hz = 200; hz < 12000; hz += 37) {
      const double from_partial = std::abs(hz / f0 - std::round(hz / f0));
      if (from_partial * f0 < 60) continue;
      ASSERT_LT(10 * std::log10(power_at(sound, hz) / tone), -55)
          << hz << " Hz of wave " << static_cast<int>(wave);
    }
  }
}

TEST(Oscillator, ASawHasEveryPartialAndASquareTheOddOnes) {
  const std::vector<PlayedNote> note = {{.length = 2 * kSecond, .pitch = 45, .velocity = 1}};
  const std::vector<float> saw = raw(bare(Wave::saw), note, kSecond);
  const std::vector<float> square = raw(bare(Wave::pulse), note, kSecond);
  const auto partial = [](const std::vector<float>& sound, int n) {
    return 10 * std::log10(power_at(sound, 110.0 * n) / power_at(sound, 110.0));
  };
  EXPECT_NEAR(partial(saw, 2), -6.02, 0.2);
  EXPECT_NEAR(partial(saw, 5), -13.98, 0.2);
  EXPECT_NEAR(partial(square, 3), -9.54, 0.2);
  EXPECT_LT(partial(square, 2), -60);
}

TEST(Oscillator, TheQuickSineIsASine) {
  for (float phase = 0; phase < 1; phase += 0.001f) {
    EXPECT_NEAR(sine_of_turns(phase), std::sin(2 * std::numbers::pi * phase), 5e-6);
  }
}

TEST(Synth, TheFilterTakesAwayWhatLiesAboveIt) {
  SynthPatch dark = bare(Wave::saw);
  dark.cutoff_hz = 500;
  dark.key_track = 0;
  const std::vector<PlayedNote> note = {{.length = 2 * kSecond, .pitch = 45, .velocity = 1}};
  const double open = power_at(raw(bare(Wave::saw), note, kSecond), 4400);
  EXPECT_NEAR(10 * std::log10(power_at(raw(dark, note, kSecond), 4400) / open), -38, 4);
  dark.steep = true;
  EXPECT_LT(10 * std::log10(power_at(raw(dark, note, kSecond), 4400) / open), -65);
}

TEST(Synth, AMonoPatchPlaysOneNoteAtATime) {
  SynthPatch mono = bare(Wave::sine);
  mono.mono = true;
  const std::vector<float> sound =
      raw(mono,
          {{.start = 0, .length = kSecond, .pitch = 45, .velocity = 1},
           {.start = kSecond / 2, .length = kSecond, .pitch = 57, .velocity = 1}},
          kSecond);
  const auto second_half = std::span(sound).last(kSecond / 3);
  EXPECT_LT(power_at(second_half, 110), 1e-4 * power_at(second_half, 220));
}

TEST(Synth, NotesThatTouchGlide) {
  SynthPatch glide = bare(Wave::sine);
  glide.mono = true;
  glide.glide = 0.6;
  const std::vector<float> sound =
      raw(glide,
          {{.start = 0, .length = 22016, .pitch = 45, .velocity = 1},
           {.start = 22016, .length = kSecond, .pitch = 69, .velocity = 1}},
          kSecond);
  const auto between = std::span(sound).subspan(22016 + 2000, 4000);
  EXPECT_GT(band_power(between, 150, 300), power_at(between, 440));
}

TEST(Synth, ANoteStartsAndEndsOnItsFrame) {
  SynthPatch sharp = bare(Wave::pulse);
  sharp.amplifier = {.attack = 0, .decay = 1, .sustain = 1, .release = 0.001};
  const std::vector<float> sound =
      raw(sharp, {{.start = 1003, .length = 5000, .pitch = 60, .velocity = 1}}, kSecond);
  EXPECT_EQ(peak(std::span(sound).first(1003)), 0);
  EXPECT_GT(peak(std::span(sound).subspan(1003, 64)), 0.1);
  EXPECT_LT(peak(std::span(sound).subspan(6003 + 200)), 1e-3);
}

TEST(Synth, LoudNotesAreLouder) {
  const auto level = [](float velocity) {
    return rms(
        raw(bare(Wave::saw), {{.length = kSecond, .pitch = 60, .velocity = velocity}}, kSecond));
  };
  EXPECT_NEAR(decibels(level(1.0f) / level(0.5f)), 12, 0.5);
}

TEST(Synth, RefusesAPatchOutOfRange) {
  SynthPatch patch;
  patch.unison = 20;
  EXPECT_THROW(Synth(patch, {}, 1, "test"), InternalError);
}

TEST(SubBass, FallsIntoItsPitch) {
  SubBassPatch patch;
  patch.drop_s = 0.1;
  patch.click = 0;
  SubBass bass(patch, {{.start = 0, .length = kSecond, .pitch = 33, .velocity = 1}});
  std::vector<float> left(kSecond), right(kSecond);
  bass.add_to({left, right}, 0);
  const auto crossings = [&](std::size_t from, std::size_t count) {
    int n = 0;
    for (std::size_t i = from + 1; i < from + count; ++i) n += left[i - 1] < 0 && left[i] >= 0;
    return n;
  };
  EXPECT_EQ(crossings(kSecond / 2, 8018), 10);  // ten turns of 55 Hz
  EXPECT_GE(crossings(0, 3207), 4);             // of 55 Hz there would be three
}

TEST(SubBass, IsTheSameInBothChannels) {
  const Rendered song =
      render_to_memory(solo("sub bass", Role::bass, {{0, 2, 36, 0.9f}}, Seconds(3)));
  for (std::size_t i = 0; i < song.mix.samples.size(); i += 2) {
    ASSERT_NEAR(song.mix.samples[i], song.mix.samples[i + 1], 1e-6);
  }
}

TEST(Chip, TheVolumeMovesInSteps) {
  const Recording note = play_chip({.decay_s = 1, .sustain = 0, .vibrato_cents = 0},
                                   {.pitch = 60, .velocity = 127, .length = kSampleRate});
  EXPECT_GT(rms(std::span(note.left).first(4000)),
            4 * rms(std::span(note.left).subspan(36000, 4000)));
  EXPECT_EQ(note.left, note.right);
}

TEST(Chip, EveryPercussionKeySounds) {
  for (int key = 27; key <= 87; ++key) {
    EXPECT_GT(peak(play_chip_drum({.pitch = key, .velocity = 100}).left), 0.02) << key;
  }
}

TEST(Drums, EveryDrumOfEveryKitSoundsAndDiesAway) {
  for (const auto& [kit_name, kit] : test_instruments().kits) {
    for (const auto& [name, drum] : kit) {
      const Recording stroke = strike(drum, 1, {.pitch = 36, .velocity = 100});
      EXPECT_GT(peak(stroke.left), 0.02) << kit_name << " " << name;
      EXPECT_LT(peak(std::span(stroke.left).last(2)), 1e-3) << kit_name << " " << name;
      EXPECT_LT(stroke.frames(), 5 * kSampleRate) << kit_name << " " << name;
    }
  }
}

TEST(Drums, EveryKitHasTheDrumsOfABeat) {
  for (const auto& [name, kit] : test_instruments().kits) {
    for (const char* drum : {"kick", "snare", "clap", "rim", "closed hat", "open hat", "crash",
                             "ride", "tom", "shaker"}) {
      EXPECT_TRUE(kit.contains(drum)) << name << " " << drum;
    }
  }
}

TEST(Drums, EveryNameInAKitIsReachedByAKey) {
  std::set<std::string, std::less<>> reached;
  for (int key = 0; key < 128; ++key) {
    double tune = 0;
    reached.emplace(drum_of_key(key, tune));
  }
  for (const auto& [kit_name, kit] : test_instruments().kits) {
    for (const auto& [name, drum] : kit) EXPECT_TRUE(reached.contains(name)) << kit_name << name;
  }
}

TEST(Drums, AKickIsLowAndAHatIsHigh) {
  for (const auto& [name, kit] : test_instruments().kits) {
    const Recording kick = strike(kit.at("kick"), 1, {.pitch = 36, .velocity = 110});
    const Recording hat = strike(kit.at("closed hat"), 1, {.pitch = 42, .velocity = 110});
    EXPECT_GT(band_power(kick.left, 35, 120), 30 * band_power(kick.left, 1000, 8000)) << name;
    EXPECT_GT(band_power(hat.left, 5000, 12000, 80), 10 * band_power(hat.left, 100, 1000)) << name;
  }
}

TEST(Drums, AStrokeIsTheSameEachTimeAndOtherVariantsDiffer) {
  const DrumPatch& snare = test_instruments().kits.at("808").at("snare");
  const NoteShape shape{.pitch = 38, .velocity = 100, .variant = 1};
  EXPECT_EQ(strike(snare, 1, shape).left, strike(snare, 1, shape).left);
  NoteShape other = shape;
  other.variant = 2;
  EXPECT_NE(strike(snare, 1, shape).left, strike(snare, 1, other).left);
}

}  // namespace

}  // namespace musicgen::composer
