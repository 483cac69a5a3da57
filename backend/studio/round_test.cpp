#include "studio/round.h"

#include <cmath>

#include <gtest/gtest.h>

#include "studio/testing.h"

namespace musicgen::studio {
namespace {

class RoundLoop : public StudioTest {
 protected:
  library::Track add_song() { return StudioTest::add_song("rock, 120 bpm", Seconds(14)); }

  static LoopRequest request(const library::Track& track) {
    LoopRequest request;
    request.track_id = track.id;
    request.duration = Seconds(60);
    request.fade_in_out = false;
    request.format = "flac";
    return request;
  }

  LoopResult run(const LoopRequest& wanted) {
    const jobs::Job job = request_loop(studio(), wanted, "");
    made_ = job.id;
    return from_json<LoopResult>(make_loop(studio(), job, no_progress, {}));
  }

  std::string made_;  // the id of the last loop
};

TEST_F(RoundLoop, GoesFromTheSongsLastBarToItsFirst) {
  const library::Track song = add_song();
  const LoopResult result = run(request(song));
  ASSERT_TRUE(result.loop);
  EXPECT_EQ(result.loop->start_frame, 0);
  EXPECT_EQ(result.loop->end_frame % (2 * 44100), 0);  // bars of 4/4 at 120 bpm
  EXPECT_LE(result.loop->end, song.duration);
  EXPECT_EQ(result.loop->score, 1.0);
}

TEST_F(RoundLoop, IsTheSameEveryTimeAndNeverSilent) {
  const LoopResult result = run(request(add_song()));
  const std::vector<float> sound = sound_of(studio().library.get(made_));
  ASSERT_EQ(sound.size(), std::size_t{2} * 60 * 44100);
  const auto round = static_cast<std::size_t>(result.loop->end_frame) * 2;
  for (std::size_t i = round; i + round < sound.size(); ++i) {
    ASSERT_EQ(sound[i], sound[i + round]) << i;
  }
  constexpr std::size_t kWindow = 2 * 44100;
  for (std::size_t at = 0; at + kWindow <= sound.size(); at += kWindow / 2) {
    double power = 0;
    for (std::size_t i = at; i < at + kWindow; ++i) power += std::pow(sound[i], 2);
    EXPECT_GT(power / kWindow, 1e-6) << at;
  }
}

TEST_F(RoundLoop, EndsAsTheSongDoesWhereThatIsWanted) {
  LoopRequest wanted = request(add_song());
  wanted.ending = "own";
  run(wanted);
  const library::Track track = studio().library.get(made_);
  EXPECT_NEAR(track.duration, 60, 8);
  const std::vector<float> sound = sound_of(track);
  EXPECT_NEAR(sound.back(), 0, 1e-3);
}

TEST_F(RoundLoop, IsNotForChosenPointsUploadsAndLoops) {
  const library::Track song = add_song();
  EXPECT_NE(engine_of_round(studio(), song), nullptr);
  LoopRequest wanted = request(song);
  wanted.loop_start = Seconds(2);
  wanted.loop_end = Seconds(6);
  const LoopResult chosen = run(wanted);
  EXPECT_EQ(chosen.loop->start_frame, 2 * 44100);
  EXPECT_EQ(engine_of_round(studio(), studio().library.get(made_)), nullptr);
}

}  // namespace
}  // namespace musicgen::studio
