#include "studio/evolve.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/decoder.h"
#include "audio/peaks.h"
#include "audio/tags.h"
#include "looper/loop_test_music.h"
#include "studio/testing.h"
#include "studio/tracks.h"

namespace musicgen::studio {
namespace fs = std::filesystem;
using looper::testing::output_of;
namespace {

class Evolving : public StudioTest {
 protected:
  library::Track add_song() { return StudioTest::add_song("lo-fi hip hop, 90 bpm", Seconds(10)); }

  static LoopRequest request(const library::Track& track) {
    LoopRequest request;
    request.track_id = track.id;
    request.duration = Seconds(20);
    request.fade_duration = Seconds(2);
    request.format = "flac";
    request.mode = "evolve";
    request.seed = 9;
    return request;
  }

  library::Track run(const LoopRequest& wanted) {
    const jobs::Job job = request_loop(studio(), wanted, "");
    make_loop(studio(), job, no_progress, {});
    return studio().library.get(job.id);
  }

  template <class Change>
  std::string refused_with(const library::Track& track, const Change& change) {
    LoopRequest wanted = request(track);
    change(wanted);
    return refused(wanted);
  }
};

TEST_F(Evolving, BecomesATrackOfItsOwnWithTheSongAsItsParent) {
  const library::Track song = add_song();
  const library::Track track = run(request(song));
  const fs::path file = output_file(config_, track.file_url);
  EXPECT_EQ(audio::open_decoder(file)->info().frames, Frames{20} * 44100);
  EXPECT_EQ(track.kind, "loop");
  EXPECT_EQ(track.parent_id, song.id);
  EXPECT_EQ(track.seed, 9);
  EXPECT_EQ(track.bpm, song.bpm);
  EXPECT_EQ(track.key, song.key);
  EXPECT_EQ(track.brief, song.brief);
  EXPECT_EQ(track.duration, 20);
  EXPECT_NEAR(track.loudness_lufs.value(), -14, 1);
  EXPECT_LE(track.peak_dbtp.value(), -1);
  EXPECT_EQ(track.bytes, static_cast<std::int64_t>(fs::file_size(file)));
  EXPECT_EQ(audio::read_tags(file).title, track.title);
  EXPECT_EQ(audio::peaks_from_bytes(read_text_file(peaks_file(config_, track.id))).frames,
            Frames{20} * 44100);
}

TEST_F(Evolving, IsExactInEveryFormat) {
  const library::Track song = add_song();
  for (const audio::FormatInfo& format : audio::formats()) {
    LoopRequest wanted = request(song);
    wanted.format = format.name;
    wanted.duration = Seconds(6);
    const library::Track track = run(wanted);
    const int rate = track.sample_rate_hz;
    EXPECT_EQ(sound_of(track).size() / 2, static_cast<std::size_t>(6 * rate)) << format.name;
  }
}

TEST_F(Evolving, BecomesAVideoWithChapters) {
  LoopRequest wanted = request(add_song());
  wanted.video = true;
  wanted.duration = Seconds(70.3);
  const library::Track track = run(wanted);
  const fs::path file = output_file(config_, track.file_url);
  EXPECT_EQ(file.extension(), ".mp4");
  EXPECT_EQ(track.bytes, static_cast<std::int64_t>(fs::file_size(file)));
  EXPECT_EQ(sound_of(track).size() / 2, frames_of(wanted.duration, 44100));
  EXPECT_EQ(audio::read_tags(file).title, track.title);
  EXPECT_EQ(output_of("ffprobe -v error -show_entries stream=codec_name,width,height -of csv=p=0 " +
                      file.string()),
            "aac\nh264,1920,1080\n");
  EXPECT_EQ(
      output_of("ffprobe -v error -show_entries chapter=start_time -of csv=p=0 " + file.string()),
      "0.000000\n60.000000\n");
  EXPECT_TRUE(fs::is_empty(config_.scratch_folder()));
}

TEST_F(Evolving, PlaysTheSameMusicInAVideo) {
  const library::Track song = add_song();
  LoopRequest wanted = request(song);
  wanted.format = "m4a";
  const std::vector<float> sound = sound_of(run(wanted));
  wanted.video = true;
  const std::vector<float> film = sound_of(run(wanted));
  ASSERT_EQ(film.size(), sound.size());
  double apart = 0;
  double power = 0;
  for (std::size_t i = 0; i < sound.size(); ++i) {
    apart += std::pow(static_cast<double>(film[i]) - static_cast<double>(sound[i]), 2);
    power += std::pow(static_cast<double>(sound[i]), 2);
  }
  EXPECT_LT(apart, 0.01 * power);
}

TEST_F(Evolving, GivesTheSameMusicForTheSameSeedOnly) {
  const library::Track song = add_song();
  LoopRequest wanted = request(song);
  wanted.duration = Seconds(6);
  const std::vector<float> first = sound_of(run(wanted));
  EXPECT_EQ(first, sound_of(run(wanted)));
  wanted.seed = 10;
  EXPECT_NE(first, sound_of(run(wanted)));
}

TEST_F(Evolving, FadesAtTheVeryEndsOnly) {
  const library::Track song = add_song();
  const std::vector<float> sound = sound_of(run(request(song)));
  const auto level = [&](double from, double to) {
    double sum = 0;
    const auto first = static_cast<std::size_t>(from * 44100) * 2;
    const auto last = static_cast<std::size_t>(to * 44100) * 2;
    for (std::size_t i = first; i < last; ++i) {
      sum += static_cast<double>(sound[i]) * static_cast<double>(sound[i]);
    }
    return std::sqrt(sum / static_cast<double>(last - first));
  };
  EXPECT_LT(level(0, 0.3), 0.2 * level(3, 17));
  EXPECT_LT(level(19.7, 20), 0.2 * level(3, 17));
  EXPECT_GT(level(17, 18), 0.3 * level(3, 17));
}

TEST_F(Evolving, CanGoOnFromWhatEvolved) {
  LoopRequest wanted = request(run(request(add_song())));
  wanted.duration = Seconds(5);
  EXPECT_EQ(run(wanted).duration, 5);
}

TEST_F(Evolving, RefusesTracksThatNoEngineCanGoOnFrom) {
  const library::Track song = add_song();
  library::Track upload = import_upload(
      studio(),
      [&] {
        const fs::path copy = home_.path() / "copy.mp3";
        fs::copy_file(output_file(config_, song.file_url), copy);
        return copy;
      }(),
      "copy.mp3");
  EXPECT_EQ(refused(request(upload)), "/mode");
  LoopRequest loop = request(song);
  loop.mode = "loop";
  loop.loop_start = Seconds(1);
  loop.loop_end = Seconds(5);
  EXPECT_EQ(refused(request(run(loop))), "/mode");
}

TEST_F(Evolving, RefusesWhatItCantHave) {
  const library::Track song = add_song();
  using R = LoopRequest&;
  EXPECT_EQ(refused_with(song, [](R r) { r.loop_start = Seconds(1); }), "/loop_start");
  EXPECT_EQ(refused_with(song, [](R r) { r.loop_end = Seconds(1); }), "/loop_end");
  EXPECT_EQ(refused_with(song, [](R r) { r.duration = Seconds(0.5); }), "/duration");
  EXPECT_EQ(refused_with(song, [](R r) { r.duration = Seconds(86401); }), "/duration");
  EXPECT_EQ(refused_with(song, [](R r) { r.bitrate = 900000; }), "/bitrate");
  EXPECT_EQ(refused_with(song, [](R r) { r.format = "wma"; }), "/format");
}

TEST_F(Evolving, LeavesNothingBehindWhenStopped) {
  const library::Track song = add_song();
  LoopRequest wanted = request(song);
  wanted.duration = Seconds(36000);
  const jobs::Job job = request_loop(studio(), wanted, "");
  const std::size_t files = output_files();
  std::stop_source stop;
  const auto stop_on_the_way = [&](double fraction, std::string_view) {
    if (fraction > 0.0001) stop.request_stop();
  };
  EXPECT_THROW(make_loop(studio(), job, stop_on_the_way, stop.get_token()), Cancelled);
  EXPECT_EQ(output_files(), files);
  EXPECT_TRUE(fs::is_empty(config_.scratch_folder()));
}

}  // namespace
}  // namespace musicgen::studio
