// What people and disks may do to the loop writer.
#include <csignal>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "base/files.h"
#include "looper/loop_test_music.h"
#include "looper/loop_writer.h"

namespace musicgen::looper {
namespace {

using audio::FileFormat;
using audio::StreamFormat;
using audio::testing::read_file;
using audio::testing::Sound;
using audio::testing::write_file;
using ::testing::ElementsAre;
using testing::LoopingMusic;
using testing::TestFolder;

std::filesystem::path write_track(const TestFolder& folder, const Sound& sound, int bits = 16) {
  const std::filesystem::path path = folder / "track.wav";
  write_file(path, sound, {.format = FileFormat::wav, .bits_per_sample = bits});
  return path;
}

std::filesystem::path short_track(const TestFolder& folder, StreamFormat format = {}) {
  return write_track(folder, LoopingMusic(1, 2).play(format, 4));
}

LoopPlan plan_at(double start, double end, int rate = 44100) {
  return {frames_of(Seconds(start), rate), frames_of(Seconds(end), rate)};
}

LoopReport make(const std::filesystem::path& track, const LoopPlan& plan, LoopOptions options,
                const std::filesystem::path& target) {
  return write_loop(track, plan, options, target, {}, {});
}

template <class Failure>
std::string field_of(const LoopPlan& plan, const LoopOptions& options) {
  const TestFolder folder;
  try {
    make(short_track(folder), plan, options, folder / "out.mp3");
  } catch (const Failure& failure) {
    EXPECT_THAT(folder.names(), ElementsAre("track.wav"));
    return failure.field();
  }
  return "nothing thrown";
}

TEST(LoopInput, RefusesDurationsOutsideOneSecondToADay) {
  for (const double duration : {0.0, -5.0, 0.9, 86401.0, 1e300, std::nan("")}) {
    EXPECT_EQ(field_of<InvalidParameter>(plan_at(1, 3), {.duration = Seconds(duration)}),
              "/duration")
        << duration;
  }
}

TEST(LoopInput, RefusesFadesThatAreNoTimes) {
  EXPECT_EQ(field_of<InvalidParameter>(plan_at(1, 3), {.fade = Seconds(-1)}), "/fade_duration");
  EXPECT_EQ(field_of<InvalidParameter>(plan_at(1, 3), {.fade = Seconds(std::nan(""))}),
            "/fade_duration");
}

TEST(LoopInput, RefusesBitRatesAndDepthsThatTheFormatLacks) {
  EXPECT_EQ(field_of<InvalidParameter>(plan_at(1, 3), {.bitrate = 3000000}), "/bitrate");
  EXPECT_EQ(
      field_of<InvalidParameter>(plan_at(1, 3), {.format = FileFormat::flac, .bitrate = 128000}),
      "/bitrate");
  EXPECT_EQ(field_of<InvalidParameter>(plan_at(1, 3),
                                       {.format = FileFormat::flac, .bits_per_sample = 32}),
            "/bits_per_sample");
}

TEST(LoopInput, RefusesLoopsThatTheTrackDoesNotHold) {
  EXPECT_EQ(field_of<InvalidLoop>(plan_at(3, 1), {}), "/loop_end");
  EXPECT_EQ(field_of<InvalidLoop>(plan_at(2, 2), {}), "/loop_end");
  EXPECT_EQ(field_of<InvalidLoop>(plan_at(2, 2.01), {}), "/loop_end");
  EXPECT_EQ(field_of<InvalidLoop>(plan_at(-1, 2), {}), "/loop_start");
  EXPECT_EQ(field_of<InvalidLoop>(plan_at(1, 9), {}), "/loop_end");
  EXPECT_EQ(field_of<InvalidLoop>(plan_at(8, 9), {}), "/loop_end");
  EXPECT_EQ(field_of<InvalidLoop>({44100, 88200, Seconds(-1)}, {}), "/crossfade");
}

TEST(LoopInput, CutsWhereTheTargetIsShorterThanTheTrack) {
  for (const audio::FormatInfo& format : audio::formats()) {
    const TestFolder folder;
    const auto target = folder / std::string("out.").append(format.name);
    const LoopReport report =
        make(write_track(folder, LoopingMusic(1, 8).play({}, 9)), plan_at(1, 9),
             {.duration = Seconds(2.5), .format = format.format}, target);
    EXPECT_EQ(report.method, "encoded") << format.name;
    EXPECT_EQ(report.why, "The target is too short for repeating.");
    EXPECT_EQ(read_file(target).frames(), frames_of(Seconds(2.5), report.sample_rate_hz))
        << format.name;
  }
}

TEST(LoopInput, LoopsATrackOfAFifthOfASecond) {
  for (const audio::FormatInfo& format : audio::formats()) {
    const TestFolder folder;
    const auto target = folder / std::string("out.").append(format.name);
    const Sound sound = LoopingMusic(0.05, 0.15).play({}, 0.2);
    const LoopReport report = make(write_track(folder, sound), plan_at(0, 0.2),
                                   {.duration = Seconds(400), .format = format.format}, target);
    EXPECT_EQ(report.frames, frames_of(Seconds(400), report.sample_rate_hz));
    EXPECT_EQ(read_file(target).frames(), report.frames) << format.name;
  }
}

TEST(LoopInput, LoopsSilence) {
  for (const audio::FormatInfo& format : audio::formats()) {
    const TestFolder folder;
    const auto target = folder / std::string("out.").append(format.name);
    const Sound silence{{}, std::vector<float>(2 * 44100 * 3, 0.0f)};
    make(write_track(folder, silence), plan_at(1, 3),
         {.duration = Seconds(200), .format = format.format}, target);
    const Sound sound = read_file(target);
    EXPECT_EQ(sound.frames(), frames_of(Seconds(200), sound.format.sample_rate_hz));
    EXPECT_LT(*std::max_element(sound.samples.begin(), sound.samples.end()), 1e-4f) << format.name;
  }
}

// Rates and channels of the track, and what becomes of them in MP3.
using Shapes = std::tuple<StreamFormat, StreamFormat>;
class LoopShapes : public ::testing::TestWithParam<Shapes> {};

INSTANTIATE_TEST_SUITE_P(Tracks, LoopShapes,
                         ::testing::Values(Shapes{{44100, 1}, {44100, 1}},
                                           Shapes{{48000, 8}, {48000, 2}},
                                           Shapes{{8000, 1}, {48000, 1}},
                                           Shapes{{192000, 2}, {48000, 2}},
                                           Shapes{{22050, 2}, {44100, 2}}));

TEST_P(LoopShapes, BecomeWhatTheFormatCanHold) {
  const auto& [from, in_mp3] = GetParam();
  const TestFolder folder;
  const auto track = write_track(folder, LoopingMusic(0.5, 4).play(from, 5), 24);
  const LoopPlan plan = plan_at(0.5, 4.5, from.sample_rate_hz);
  for (const audio::FormatInfo& format : audio::formats()) {
    const auto target = folder / std::string("out.").append(format.name);
    const LoopReport report =
        make(track, plan, {.duration = Seconds(150), .format = format.format}, target);
    const Sound sound = read_file(target);
    EXPECT_EQ(report.method, "packets") << format.name << ": " << report.why;
    EXPECT_EQ(sound.frames(), frames_of(Seconds(150), sound.format.sample_rate_hz)) << format.name;
    if (format.lossless) {
      EXPECT_EQ(sound.format, from) << format.name;
    } else if (format.format == FileFormat::opus) {
      EXPECT_EQ(sound.format, (StreamFormat{48000, in_mp3.channels}));
    } else {
      EXPECT_EQ(sound.format, in_mp3) << format.name;
    }
  }
}

// The track's own samples, in the order in which the loop plays them.
std::vector<float> looped(const Sound& track, Frames start, Frames end, Frames total) {
  std::vector<float> out;
  const auto channels = static_cast<std::size_t>(track.format.channels);
  for (Frames i = 0; i < total; ++i) {
    const Frames at = i < end ? i : start + (i - start) % (end - start);
    const auto from = track.samples.begin() + at * track.format.channels;
    out.insert(out.end(), from, from + static_cast<std::ptrdiff_t>(channels));
  }
  return out;
}

TEST(LoopExactness, KeepsEveryBitOfSixteenBitAndTwentyFourBitTracks) {
  for (const FileFormat format : {FileFormat::wav, FileFormat::flac}) {
    for (const int bits : {16, 24}) {
      const TestFolder folder;
      const auto track = write_track(folder, audio::testing::noise({}, 200000, 0.5f), bits);
      const auto target = folder / std::string("out.").append(audio::info_of(format).name);
      const LoopReport report =
          make(track, {12345, 187654},
               {.duration = Seconds(60), .fade = Seconds(0), .format = format}, target);
      EXPECT_EQ(report.method, "packets");
      EXPECT_EQ(read_file(target).samples, looped(read_file(track), 12345, 187654, 60 * 44100));
      EXPECT_EQ(testing::ffmpeg_reads(target), read_file(target).samples);
    }
  }
}

// A length with a divisor among FLAC's usual block lengths gives a file of equal blocks, any other
// one a file whose frames are numbered by samples.
TEST(LoopExactness, HoldsForFlacOfEqualAndOfUnequalBlocks) {
  for (const Frames length : {40 * 4096, 40 * 4099}) {
    const TestFolder folder;
    const auto track = write_track(folder, audio::testing::noise({}, 200000, 0.5f));
    make(track, {5000, 5000 + length},
         {.duration = Seconds(40), .fade = Seconds(0), .format = FileFormat::flac},
         folder / "out.flac");
    EXPECT_EQ(testing::ffmpeg_reads(folder / "out.flac"),
              looped(read_file(track), 5000, 5000 + length, 40 * 44100));
  }
}

TEST(LoopEnding, IsTheTracksOwnAfterWholeBodiesNearestToTheTarget) {
  const TestFolder folder;
  const Sound noise = audio::testing::noise({}, 7 * 44100, 0.5f);
  const auto track = write_track(folder, noise);
  const LoopOptions options{.duration = Seconds(61),
                            .fade = Seconds(0),
                            .ending = LoopEnding::own,
                            .format = FileFormat::wav};
  const LoopPlan plan = plan_at(1, 4);
  const audio::FileInfo info = audio::open_decoder(track)->info();
  EXPECT_EQ(length_of_loop(info, plan, options), Seconds(61));  // 1 + 19 * 3 + 3
  const LoopReport report = make(track, plan, options, folder / "out.wav");
  EXPECT_EQ(report.duration, Seconds(61));
  std::vector<float> expected = looped(read_file(track), 44100, 4 * 44100, 58 * 44100);
  const Sound decoded = read_file(track);
  expected.insert(expected.end(), decoded.samples.begin() + 4 * 44100 * 2, decoded.samples.end());
  EXPECT_EQ(read_file(folder / "out.wav").samples, expected);
}

TEST(LoopInput, SaysWhatIsNoSound) {
  const TestFolder folder;
  write_text_file(folder / "words.mp3", std::string(5000, 'a'));
  EXPECT_THROW(make(folder / "words.mp3", plan_at(0, 1), {}, folder / "out.mp3"),
               InvalidAudioFormat);
  EXPECT_THROW(make(folder / "nothing.mp3", plan_at(0, 1), {}, folder / "out.mp3"), FileNotFound);
  EXPECT_THAT(folder.names(), ElementsAre("words.mp3"));
}

TEST(LoopInput, LoopsWhatIsLeftOfACutFile) {
  const TestFolder folder;
  const auto track = short_track(folder);
  std::filesystem::resize_file(track, std::filesystem::file_size(track) * 2 / 3);
  EXPECT_THROW(make(track, plan_at(1, 3.5), {.duration = Seconds(60)}, folder / "out.mp3"),
               InvalidLoop);
  make(track, plan_at(0.5, 2.5), {.duration = Seconds(60)}, folder / "out.mp3");
  EXPECT_EQ(read_file(folder / "out.mp3").frames(), 60 * 44100);
}

TEST(LoopWork, OutlivesATrackThatIsDeletedOnTheWay) {
  const TestFolder folder;
  const auto track = short_track(folder);
  write_loop(track, plan_at(1, 3), {.duration = Seconds(60)}, folder / "out.mp3",
             [&](double, std::string_view) { std::filesystem::remove(track); }, {});
  EXPECT_EQ(read_file(folder / "out.mp3").frames(), 60 * 44100);
}

TEST(LoopWork, LeavesNothingWhenItIsCancelled) {
  for (const std::string_view when : {"reading the track", "encoding", "writing"}) {
    const TestFolder folder;
    const auto track = short_track(folder);
    std::stop_source stop;
    EXPECT_THROW(write_loop(
                     track, plan_at(1, 3), {.duration = Seconds(3600)}, folder / "out.mp3",
                     [&](double, std::string_view stage) {
                       if (stage == when) stop.request_stop();
                     },
                     stop.get_token()),
                 Cancelled)
        << when;
    EXPECT_THAT(folder.names(), ElementsAre("track.wav"));
  }
}

TEST(LoopWork, TellsProgressThatNeverFalls) {
  const TestFolder folder;
  double last = 0;
  write_loop(short_track(folder), plan_at(1, 3), {.duration = Seconds(600)}, folder / "out.mp3",
             [&](double fraction, std::string_view) {
               EXPECT_GE(fraction, last);
               EXPECT_LE(fraction, 1.0);
               last = fraction;
             },
             {});
  EXPECT_GT(last, 0.95);
}

// A disk that refuses in the middle, played by a limit on the length of files.
class FileLimit {
 public:
  explicit FileLimit(rlim_t bytes) {
    std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileLimit() { ::setrlimit(RLIMIT_FSIZE, &before_); }
  FileLimit(const FileLimit&) = delete;
  FileLimit& operator=(const FileLimit&) = delete;

 private:
  rlimit before_{};
};

TEST(LoopWork, LeavesNothingWhenTheDiskRefusesInTheMiddle) {
  for (const audio::FormatInfo& format : audio::formats()) {
    const TestFolder folder;
    const auto track = short_track(folder);
    const FileLimit limit(4 << 20);
    EXPECT_THROW(make(track, plan_at(1, 3), {.duration = Seconds(3600), .format = format.format},
                      folder / std::string("out.").append(format.name)),
                 std::system_error)
        << format.name;
    EXPECT_THAT(folder.names(), ElementsAre("track.wav")) << format.name;
  }
}

TEST(LoopWork, SaysBeforehandThatTheDiskIsTooSmall) {
  const TestFolder folder;
  const auto track = write_track(folder, audio::testing::noise({384000, 64}, 40000, 0.1f), 16);
  const LoopOptions options{
      .duration = Seconds(86400), .format = FileFormat::wav, .bits_per_sample = 32};
  const audio::FileInfo info = audio::open_decoder(track)->info();
  EXPECT_GT(bytes_needed(info, {0, 40000}, options), 8'400'000'000'000u);
  EXPECT_THROW(make(track, {0, 40000}, options, folder / "out.wav"), StorageFull);
  EXPECT_THAT(folder.names(), ElementsAre("track.wav"));
}

TEST(LoopWork, WritesTheSameBytesEachTime) {
  const TestFolder folder;
  const auto track = short_track(folder);
  for (const audio::FormatInfo& format : audio::formats()) {
    const auto first = folder / std::string("1.").append(format.name);
    const auto second = folder / std::string("2.").append(format.name);
    make(track, plan_at(1, 3), {.duration = Seconds(150), .format = format.format}, first);
    make(track, plan_at(1, 3), {.duration = Seconds(150), .format = format.format}, second);
    EXPECT_EQ(read_text_file(first), read_text_file(second)) << format.name;
  }
}

}  // namespace
}  // namespace musicgen::looper
