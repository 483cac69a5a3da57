#include "studio/loop.h"

#include <chrono>
#include <cmath>
#include <numbers>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/decoder.h"
#include "audio/peaks.h"
#include "audio/tags.h"
#include "studio/testing.h"
#include "studio/tracks.h"

namespace musicgen::studio {
namespace fs = std::filesystem;
namespace {

constexpr int kRateHz = 44100;

class Loop : public StudioTest {
 protected:
  // Four seconds: each second the same tone, so that 1 s to 3 s is a true loop, and 1.5 s to 3 s
  // is not.
  library::Track add_track() {
    const fs::path path = home_.path() / "Rain.wav";
    const auto out = audio::open_encoder(path, {.format = audio::FileFormat::wav});
    std::vector<float> samples(std::size_t{2} * 4 * kRateHz);
    for (std::size_t i = 0; i < samples.size(); ++i) {
      const double second = static_cast<double>(i / 2 % kRateHz) / kRateHz;
      samples[i] = static_cast<float>(0.5 * std::exp(-2 * second) * std::sin(1382.3 * second));
    }
    out->write(samples);
    out->finish();
    return import_upload(studio(), path, "Rain.wav");
  }

  static LoopRequest request(const library::Track& track) {
    LoopRequest request;
    request.track_id = track.id;
    request.duration = Seconds(60);
    request.fade_duration = Seconds(2);
    request.loop_start = Seconds(1);
    request.loop_end = Seconds(3);
    return request;
  }

  LoopResult run(const jobs::Job& job) {
    return from_json<LoopResult>(make_loop(studio(), job, no_progress, {}));
  }

  template <class Change>
  std::string refused_with(const library::Track& track, const Change& change) {
    LoopRequest wanted = request(track);
    change(wanted);
    return refused(wanted);
  }
};

TEST_F(Loop, BecomesATrackOfExactlyTheLengthThatWasAskedFor) {
  const library::Track parent = add_track();
  const LoopResult result = run(request_loop(studio(), request(parent), ""));
  const library::Track track = studio().library.get(result.track_id);
  const fs::path file = output_file(config_, track.file_url);
  EXPECT_EQ(audio::open_decoder(file)->info().frames, Frames{60} * kRateHz);
  EXPECT_EQ(track.kind, "loop");
  EXPECT_EQ(track.parent_id, parent.id);
  EXPECT_EQ(track.title, "Rain (1:00)");
  EXPECT_EQ(audio::read_tags(file).title, "Rain (1:00)");
  EXPECT_EQ(track.bytes, static_cast<std::int64_t>(fs::file_size(file)));
  EXPECT_DOUBLE_EQ(result.duration, 60);
  EXPECT_EQ(result.loop->start_frame, kRateHz);
  EXPECT_EQ(result.loop->end_frame, 3 * kRateHz);
}

TEST_F(Loop, FindsItsPointsWhereNoneAreGiven) {
  LoopRequest wanted = request(add_track());
  wanted.loop_start = wanted.loop_end = std::nullopt;
  const LoopResult result = run(request_loop(studio(), wanted, ""));
  EXPECT_GE(result.loop->start_frame, 0);
  EXPECT_LT(result.loop->start_frame, result.loop->end_frame);
  EXPECT_LE(result.loop->end_frame, 4 * kRateHz);
  EXPECT_GT(result.loop->score.value(), 0);
}

// The peaks of what is repeated come from one pass; they must be those of the whole file.
TEST_F(Loop, CrossfadesIntoAChosenPlaceWhatLedToIt) {
  const library::Track parent = add_track();
  LoopRequest wanted = request(parent);
  wanted.loop_end = Seconds(2.5);
  wanted.crossfade = Seconds(0.25);
  wanted.fade_in_out = false;
  wanted.format = "flac";
  const LoopResult result = run(request_loop(studio(), wanted, ""));
  const std::vector<float> song = sound_of(parent);
  const std::vector<float> loop = sound_of(studio().library.get(result.track_id));
  const auto at = [](double seconds) { return static_cast<std::size_t>(seconds * kRateHz) * 2; };

  ASSERT_GT(loop.size(), at(5));
  constexpr float kRounding = 1e-3F;
  for (double t = 0; t < 2.25; t += 0.01) ASSERT_NEAR(loop[at(t)], song[at(t)], kRounding) << t;
  for (double t = 2.25; t < 2.5; t += 0.001) {
    const double turn = (t - 2.25) / 0.25 * std::numbers::pi / 2;
    const double mixed =
        std::cos(turn) * song[at(t)] + std::sin(turn) * song[at(t) - at(2.5) + at(1)];
    ASSERT_NEAR(loop[at(t)], mixed, kRounding) << t;
  }
  for (double t = 2.5; t < 3.7; t += 0.01) {
    ASSERT_NEAR(loop[at(t)], song[at(t) - at(2.5) + at(1)], kRounding) << t;
  }
}

TEST_F(Loop, DrawsTheWaveformOfTheWholeFile) {
  LoopRequest wanted = request(add_track());
  wanted.duration = Seconds(300);
  wanted.format = "flac";
  const LoopResult result = run(request_loop(studio(), wanted, ""));
  const auto in = audio::open_decoder(output_file(config_, result.audio_url));
  audio::PeakMeter meter(in->format());
  std::vector<float> block(2 << 14);
  while (const std::size_t frames = in->read(block)) {
    meter.add(std::span(block).first(2 * frames));
  }
  const audio::Peaks heard = meter.result();
  const audio::Peaks kept =
      audio::peaks_from_bytes(read_text_file(peaks_file(config_, result.track_id)));
  EXPECT_EQ(kept.frames, heard.frames);
  ASSERT_EQ(kept.frames_per_peak, heard.frames_per_peak);
  ASSERT_EQ(kept.values.size(), heard.values.size());
  // A stretch begins inside a peak, so each may hold what its neighbours hold, and no more.
  const auto at = [](const std::vector<std::int8_t>& values, std::size_t i) { return values[i]; };
  for (std::size_t i = 5; i + 4 < kept.values.size(); i += 2) {
    ASSERT_GE(at(kept.values, i), at(heard.values, i)) << i / 4;
    ASSERT_LE(at(kept.values, i),
              std::max({at(heard.values, i - 4), at(heard.values, i), at(heard.values, i + 4)}))
        << i / 4;
  }
}

TEST_F(Loop, AJobThatRunsTwiceMakesOneTrack) {
  const jobs::Job job = request_loop(studio(), request(add_track()), "");
  const LoopResult first = run(job);
  const std::size_t files = output_files();
  const LoopResult second = run(job);
  EXPECT_EQ(second.track_id, first.track_id);
  EXPECT_EQ(second.loop->end_frame, first.loop->end_frame);
  EXPECT_EQ(studio().library.list({}).total, 2);
  EXPECT_EQ(output_files(), files);
}

// A second is promised; another one is for a machine that does other work as well.
TEST_F(Loop, StopsWithinASecondAtEveryStageAndLeavesNothingBehind) {
  using Clock = std::chrono::steady_clock;
  LoopRequest wanted = request(add_track());
  wanted.loop_start = wanted.loop_end = std::nullopt;
  const std::size_t files = output_files();
  for (const std::string_view stage : {"reading", "looking for repeats", "reading the track",
                                       "encoding", "writing", "measuring", "saving"}) {
    const jobs::Job job = request_loop(studio(), wanted, "");
    std::stop_source stop;
    Clock::time_point stopped;
    const auto stop_there = [&](double, std::string_view now) {
      if (now != stage || stop.stop_requested()) return;
      stopped = Clock::now();
      stop.request_stop();
    };
    EXPECT_THROW(make_loop(studio(), job, stop_there, stop.get_token()), Cancelled) << stage;
    ASSERT_TRUE(stop.stop_requested()) << stage;
    EXPECT_LT(Clock::now() - stopped, std::chrono::seconds(2)) << stage;
    EXPECT_EQ(output_files(), files) << stage;
  }
}

TEST_F(Loop, RefusesWhatNoLoopCanHave) {
  const library::Track track = add_track();
  using R = LoopRequest&;
  EXPECT_EQ(refused_with(track, [](R r) { r.duration = Seconds(0); }), "/duration");
  EXPECT_EQ(refused_with(track, [](R r) { r.duration = Seconds(-1); }), "/duration");
  EXPECT_EQ(refused_with(track, [](R r) { r.duration = Seconds(86401); }), "/duration");
  EXPECT_EQ(refused_with(track, [](R r) { r.format = "wma"; }), "/format");
  EXPECT_EQ(refused_with(track, [](R r) { r.bitrate = 900000; }), "/bitrate");
  EXPECT_EQ(refused_with(track, [](R r) { r.loop_start = Seconds(3.5); }), "/loop_end");
  EXPECT_EQ(refused_with(track, [](R r) { r.loop_end = Seconds(4.1); }), "/loop_end");
  EXPECT_EQ(refused_with(track, [](R r) { r.loop_end = std::nullopt; }), "/loop_end");
  EXPECT_EQ(refused_with(track, [](R r) { r.loop_start = std::nullopt; }), "/loop_start");
  EXPECT_EQ(studio().queue.list({}).total, 0);
}

TEST_F(Loop, OfAnUnknownTrackIsRefused) {
  library::Track unknown;
  unknown.id = "0190aaaa-0000-7000-8000-000000000000";
  EXPECT_THROW(request_loop(studio(), request(unknown), ""), TrackNotFound);
}

TEST_F(Loop, BecomesAVideoWithTheTracksCover) {
  const library::Track parent = add_track();
  LoopRequest wanted = request(parent);
  wanted.video = true;
  const LoopResult result = run(request_loop(studio(), wanted, ""));
  EXPECT_EQ(result.format, "mp4");
  const fs::path file = output_file(config_, result.audio_url);
  EXPECT_EQ(file.extension(), ".mp4");
  EXPECT_EQ(audio::open_decoder(file)->info().frames, Frames{60} * kRateHz);
  EXPECT_EQ(audio::read_tags(file).title, "Rain (1:00)");
  EXPECT_EQ(studio().library.get(result.track_id).bytes,
            static_cast<std::int64_t>(fs::file_size(file)));
}

TEST_F(Loop, OfAFileThatIsGoneFailsAndLeavesNothing) {
  const library::Track parent = add_track();
  const jobs::Job job = request_loop(studio(), request(parent), "");
  fs::remove(output_file(config_, parent.file_url));
  const std::size_t files = output_files();
  EXPECT_THROW(make_loop(studio(), job, no_progress, {}), FileNotFound);
  EXPECT_EQ(output_files(), files);
}

TEST(Chapters, AreAtMostTwentyFourAtWholeMinutes) {
  EXPECT_EQ(chapters_of(Seconds(50)).size(), 1u);
  EXPECT_EQ(chapters_of(Seconds(150)).size(), 3u);
  const auto hours = chapters_of(Seconds(10 * 3600));
  ASSERT_EQ(hours.size(), 20u);
  EXPECT_EQ(hours[3].start, Seconds(5400));
  EXPECT_EQ(hours[3].title, "1:30:00");
  EXPECT_EQ(chapters_of(Seconds(24 * 3600)).size(), 24u);
}

}  // namespace
}  // namespace musicgen::studio
