#include "engines/composer/sound/curves.h"

#include <gtest/gtest.h>

#include "engines/composer/sound/testing.h"

namespace musicgen::composer {

namespace {

double level_between(const Rendered& song, double from_s, double to_s) {
  const auto from = static_cast<std::size_t>(from_s * kSampleRate) * 2;
  const auto to = static_cast<std::size_t>(to_s * kSampleRate) * 2;
  return decibels(rms(std::span(song.mix.samples).subspan(from, to - from)));
}

Score held_note(const std::string& instrument) {
  return solo(instrument, Role::pad, {{0, 9, 60, 0.8f}}, Seconds(10));
}

TEST(ExpressionCurve, IsLinearBetweenItsPoints) {
  const ExpressionCurve curve({{2, -12, 0.2}, {4, 0, 1}}, 1.0);
  EXPECT_DOUBLE_EQ(curve.at(0).level_db, -12);
  EXPECT_NEAR(curve.at(3 * kSampleRate).level_db, -6, 1e-9);
  EXPECT_NEAR(curve.at(3 * kSampleRate).brightness, 0.6, 1e-9);
  EXPECT_DOUBLE_EQ(curve.at(9 * kSampleRate).level_db, 0);
}

TEST(ExpressionCurve, WithoutPointsChangesNothing) {
  const ExpressionCurve curve({}, 0.5);
  EXPECT_EQ(curve.at(1000).level_db, 0);
  EXPECT_EQ(curve.at(1000).brightness, 1);
}

TEST(ExpressionCurve, TwoPointsOnTheSameBeatAreAStep) {
  const ExpressionCurve curve({{1, 0, 1}, {2, 0, 1}, {2, -6, 1}}, 1.0);
  EXPECT_EQ(curve.at(2 * kSampleRate - 64).level_db, 0);
  EXPECT_EQ(curve.at(2 * kSampleRate).level_db, -6);
}

TEST(Expression, MovesTheLevel) {
  Score score = held_note("organ");
  score.parts[0].expression = {{0, 0, 1}, {4, 0, 1}, {5, -18, 1}, {9, -18, 1}};
  const Rendered song = render_to_memory(score);
  EXPECT_NEAR(level_between(song, 6, 8) - level_between(song, 2, 4), -18, 1.5);
}

TEST(Expression, ClosesTheFilter) {
  Score score = held_note("synth pad");
  const auto treble = [&] {
    const std::vector<float> sound = render_to_memory(score).mix.mono();
    return band_power(std::span(sound).subspan(6 * kSampleRate, kSampleRate), 1500, 5000, 80);
  };
  const double open = treble();
  score.parts[0].expression = {{0, 0, 1}, {4, 0, 1}, {5, 0, 0.2}};
  EXPECT_LT(10 * std::log10(treble() / open), -18);
}

TEST(DuckCurve, FallsWithTheKickAndComesBack) {
  const DuckCurve curve({44100}, 22050);
  EXPECT_EQ(curve.at(44000), 0);
  EXPECT_NEAR(curve.at(44100 + 400), 1, 0.01);
  EXPECT_NEAR(curve.at(44100 + 264 + 11025), 0.5, 0.01);
  EXPECT_NEAR(curve.at(44100 + 264 + 22050), 0, 1e-6);
}

TEST(DuckCurve, StaysDownBetweenQuickKicks) {
  const DuckCurve curve({0, 4000}, 44100);
  for (Frames frame = 300; frame < 4300; frame += 64) EXPECT_GT(curve.at(frame), 0.9);
}

TEST(Ducking, PushesThePadUnderTheKick) {
  Score score = held_note("organ");
  Part drums{.name = "drums", .role = Role::drums, .instrument = "808 kit"};
  for (int beat = 0; beat < 9; ++beat) {
    drums.notes.push_back({static_cast<double>(beat), 0.2, 36, 0.9f});
  }
  score.parts.push_back(drums);
  RenderSetup setup;
  setup.mix.parts["pad"].duck_db = 12;
  setup.mix.duck.release_beats = 0.5;
  const MemorySink pad = render_to_memory(score, setup).stems[0];
  const auto level_at = [&](double seconds) {
    const auto from = static_cast<std::size_t>(seconds * kSampleRate) * 2;
    return decibels(rms(std::span(pad.samples).subspan(from, 2 * 1200)));
  };
  EXPECT_NEAR(level_at(4.01) - level_at(3.9), -12, 2.5);
  EXPECT_NEAR(level_at(4.7) - level_at(3.9), 0, 1.5);
}

TEST(PlayedNotes, EndWithTheSong) {
  const Score score = solo("piano", Role::lead,
                           {{-0.5, 1, 60, 0.7f}, {1, 50, 60, 0.7f}, {9, 1, 60, 0.7f}}, Seconds(5));
  const std::vector<PlayedNote> notes = played_notes(score.parts[0], score);
  ASSERT_EQ(notes.size(), 2u);
  EXPECT_EQ(notes[0].start, 0);
  EXPECT_EQ(notes[1].end(), 5 * kSampleRate);
}

}  // namespace

}  // namespace musicgen::composer
