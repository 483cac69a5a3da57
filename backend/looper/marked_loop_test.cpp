// Loops that their author wrote down, from find_loop's answer.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "looper/loop_finder.h"
#include "looper/loop_test_music.h"

namespace musicgen::looper {
namespace {

using audio::LoopMarks;

constexpr int kRateHz = 44100;
constexpr Frames kStart = 4 * kRateHz;
constexpr Frames kLength = 9 * kRateHz;

audio::testing::Sound looping_music(double seconds_after) {
  const testing::LoopingMusic music(4, 9);
  return music.play({kRateHz, 2}, 13 + seconds_after);
}

LoopCandidate best_of(const audio::testing::Sound& sound, const LoopMarks& marks) {
  audio::testing::MemorySource source(sound);
  const LoopAnalysis analysis = find_loop(source, {}, {}, 0, marks);
  EXPECT_EQ(analysis.candidates.front().score >= 0.4, analysis.verdict != Verdict::none);
  return analysis.candidates.front();
}

TEST(MarkedLoop, IsTheFirstAnswerToTheFrame) {
  const LoopMarks marks{kStart + 12345, kStart + 12345 + kLength};
  const LoopCandidate best = best_of(looping_music(3), marks);
  EXPECT_TRUE(best.marked);
  EXPECT_EQ(best.start_frame, marks.start);
  EXPECT_EQ(best.end_frame, marks.end);
  EXPECT_EQ(best.score, 1);
  EXPECT_GT(best.parts.correlation, 0.99);
  EXPECT_EQ(best.crossfade.count(), 0);
}

TEST(MarkedLoop, WinsOverWhatTheSoundSays) {
  const LoopMarks marks{kRateHz, 6 * kRateHz};
  const LoopCandidate best = best_of(looping_music(3), marks);
  EXPECT_TRUE(best.marked);
  EXPECT_EQ(best.start_frame, marks.start);
  EXPECT_EQ(best.end_frame, marks.end);
  EXPECT_GT(best.crossfade.count(), 0);
}

TEST(MarkedLoop, IsMovedOntoTheWaveformWhereItMissesItByAHair) {
  const LoopCandidate best = best_of(looping_music(3), {kStart, kStart + kLength + 700});
  EXPECT_TRUE(best.marked);
  EXPECT_EQ(best.start_frame, kStart);
  EXPECT_NEAR(static_cast<double>(best.end_frame), static_cast<double>(kStart + kLength), 1);
}

TEST(MarkedLoop, EndsWithTheFileWhereNoEndIsMarked) {
  const audio::testing::Sound sound = looping_music(0);
  const LoopCandidate best = best_of(sound, {kStart, std::nullopt});
  EXPECT_EQ(best.start_frame, kStart);
  EXPECT_EQ(best.end_frame, sound.frames());
  EXPECT_EQ(best.crossfade.count(), 0);
}

TEST(MarkedLoop, IsPassedOverOutsideTheFile) {
  const audio::testing::Sound sound = looping_music(3);
  const Frames frames = sound.frames();
  for (const LoopMarks& marks :
       {LoopMarks{frames, frames + kRateHz}, LoopMarks{0, frames + kRateHz},
        LoopMarks{kStart + kLength, kStart}, LoopMarks{kStart, kStart + 100},
        LoopMarks{999'999'999'999'999, std::nullopt}, LoopMarks{0, 999'999'999'999'999}}) {
    EXPECT_FALSE(best_of(sound, marks).marked) << marks.start << " " << marks.end.value_or(-1);
  }
}

TEST(MarkedLoop, IsReadFromTheFile) {
  const testing::TestFolder folder;
  const auto plain = folder / "plain.ogg";
  const auto path = folder / "song.ogg";
  audio::testing::write_file(plain, looping_music(3), {.format = audio::FileFormat::ogg});
  testing::output_of(
      fmt::format("ffmpeg -v error -i {} -c copy -metadata LOOPSTART={} -metadata LOOPLENGTH={} {}",
                  plain.string(), kStart + 5000, kLength, path.string()));
  const LoopCandidate best = find_loop(path, {}, {}).candidates.front();
  EXPECT_TRUE(best.marked);
  EXPECT_EQ(best.start_frame, kStart + 5000);
  EXPECT_EQ(best.end_frame, kStart + 5000 + kLength);
}

}  // namespace
}  // namespace musicgen::looper
