#include "engines/diffrhythm/lyrics/frames.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace musicgen::lyrics {
namespace {

using ::testing::ElementsAre;

// Half a frame past the beginning of frame n.
double time_of(int frame) {
  return (frame + 0.5) * kSamplesPerFrame / kSampleRateHz;
}

std::vector<std::int32_t> first(const Frames& frames, std::size_t count) {
  return {frames.tokens.begin(), frames.tokens.begin() + static_cast<std::ptrdiff_t>(count)};
}

const FrameOptions kLong{.max_frames = kLongModelFrames, .seconds = 285};

TEST(Frames, EndsEachLineWithAPeriodAndHasNoneInside) {
  const std::vector<TokenLine> lines{{time_of(1), {7, 2, 8}}};
  const Frames frames = place_lines(lines, kLong);
  EXPECT_THAT(first(frames, 6), ElementsAre(0, 7, 1, 8, 2, 0));
}

TEST(Frames, PushesALineBehindTheOneBefore) {
  const std::vector<TokenLine> lines{{time_of(0), {5, 6}}, {time_of(1), {7}}};
  const Frames frames = place_lines(lines, kLong);
  EXPECT_THAT(first(frames, 6), ElementsAre(5, 6, 2, 7, 2, 0));
  EXPECT_EQ(frames.lines[1].wanted_frame, 1);
  EXPECT_EQ(frames.lines[1].start_frame, 3);
}

TEST(Frames, CutsALineAtTheEndOfTheSong) {
  const FrameOptions options{.max_frames = 100, .seconds = 0.15};  // 3 frames
  const std::vector<TokenLine> lines{{time_of(1), {5, 6, 7}}, {time_of(2), {8}}};
  const Frames frames = place_lines(lines, options);
  EXPECT_EQ(frames.end_frame, 3);
  EXPECT_EQ(frames.tokens.size(), 100u);
  EXPECT_THAT(first(frames, 5), ElementsAre(0, 5, 6, 0, 0));
  EXPECT_EQ(frames.lines[0].fate, LineFate::cut);
  EXPECT_EQ(frames.lines[1].fate, LineFate::past_end);
}

TEST(Frames, TheShortModelLeavesOutTheLastLineWithinTheSong) {
  const std::vector<TokenLine> lines{{1, {5}}, {2, {6}}, {100, {7}}};
  const Frames frames = place_lines(lines, {});
  EXPECT_EQ(frames.lines[0].fate, LineFate::sung);
  EXPECT_EQ(frames.lines[1].fate, LineFate::left_out);
  EXPECT_EQ(frames.lines[2].fate, LineFate::past_end);
}

TEST(Frames, ALineWithoutWordsCountsAsTheLast) {
  const std::vector<TokenLine> lines{{1, {5}}, {2, {}}};
  EXPECT_EQ(place_lines(lines, {}).lines[0].fate, LineFate::sung);
}

TEST(Frames, TheLastLineCanBeKept) {
  const std::vector<TokenLine> lines{{1, {5}}};
  EXPECT_EQ(place_lines(lines, {.keep_last_line = true}).lines[0].fate, LineFate::sung);
}

TEST(Frames, TimesFarOutsideTheSongAreHarmless) {
  const std::vector<TokenLine> lines{{-1e300, {5}}, {1e300, {6}}};
  const Frames frames = place_lines(lines, kLong);
  EXPECT_THAT(first(frames, 3), ElementsAre(5, 2, 0));
  EXPECT_EQ(frames.lines[1].fate, LineFate::past_end);
}

TEST(Frames, NeverFillMoreThanTheModelHas) {
  const FrameOptions options{.max_frames = 50, .seconds = 1e9};
  const Frames frames =
      place_lines(std::vector<TokenLine>{{0, std::vector<int>(1000, 9)}}, options);
  EXPECT_EQ(frames.tokens.size(), 50u);
  EXPECT_EQ(frames.duration, 1.0F);
}

}  // namespace
}  // namespace musicgen::lyrics
