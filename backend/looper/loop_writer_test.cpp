#include "looper/loop_writer.h"

#include <algorithm>
#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "looper/loop_test_music.h"

namespace musicgen::looper {
namespace {

using audio::FileFormat;
using audio::StreamFormat;
using testing::ffmpeg_reads;
using testing::ffprobe_says;
using testing::LoopingMusic;
using testing::Sound;
using testing::TestFolder;

constexpr StreamFormat kTrack{44100, 2};
constexpr double kStart = 1.5;
constexpr double kLength = 20.0;
constexpr double kTarget = 300.0;
constexpr double kFloatError = 1e-6;

LoopPlan plan_of(double start, double end, int rate = kTrack.sample_rate_hz) {
  return {frames_of(Seconds(start), rate), frames_of(Seconds(end), rate)};
}

// Five minutes of a loop of 20 s.
class LongLoop {
 public:
  explicit LongLoop(FileFormat format)
      : path_(folder_ / std::string("loop.").append(audio::info_of(format).name)) {
    const auto track = folder_ / "track.wav";
    audio::testing::write_file(track, music_.play(kTrack, kStart + kLength + 2),
                               {.format = FileFormat::wav, .bits_per_sample = 24});
    LoopOptions options{.duration = Seconds(kTarget), .fade = Seconds(2), .format = format};
    options.tags.title = "Evening";
    options.tags.artist = "Nobody";
    report_ = write_loop(track, plan_of(kStart, kStart + kLength), options, path_, {}, {});
  }

  const std::filesystem::path& path() const { return path_; }
  const LoopReport& report() const { return report_; }
  Sound decoded() const { return audio::testing::read_file(path_); }
  Sound intended() const { return music_.loop(report_, kTrack.sample_rate_hz); }

 private:
  TestFolder folder_;
  std::filesystem::path path_;
  LoopingMusic music_{kStart, kLength};
  LoopReport report_;
};

class LoopWriter : public ::testing::TestWithParam<FileFormat> {};

INSTANTIATE_TEST_SUITE_P(Formats, LoopWriter,
                         ::testing::Values(FileFormat::wav, FileFormat::flac, FileFormat::mp3,
                                           FileFormat::ogg, FileFormat::opus, FileFormat::m4a),
                         [](const auto& tested) {
                           return std::string(audio::info_of(tested.param).name);
                         });

TEST_P(LoopWriter, RepeatsPacketsAndIsExactlyAsLongAsAsked) {
  const LongLoop loop(GetParam());
  const Frames frames = frames_of(Seconds(kTarget), loop.report().sample_rate_hz);
  EXPECT_EQ(loop.report().method, "packets") << loop.report().why;
  EXPECT_EQ(loop.report().frames, frames);
  EXPECT_EQ(loop.decoded().frames(), frames);
  EXPECT_EQ(static_cast<Frames>(ffmpeg_reads(loop.path()).size()) / 2, frames);
  EXPECT_NEAR(std::stod(ffprobe_says(loop.path(), "stream=duration")), kTarget, 0.06);
  EXPECT_EQ(std::filesystem::file_size(loop.path()), loop.report().bytes);
}

TEST_P(LoopWriter, RepeatsEverySampleAfterTheFirstPeriod) {
  const LongLoop loop(GetParam());
  const LoopReport& report = loop.report();
  const Sound sound = loop.decoded();
  ASSERT_GT(report.repeat_to - report.repeat_from, 2 * report.repeat_period);
  const Frames settled = report.repeat_from + report.sample_rate_hz / 10;
  const auto first = sound.samples.begin() + settled * 2;
  const auto last = sound.samples.begin() + (report.repeat_to - report.sample_rate_hz / 10) * 2;
  const auto differs = std::mismatch(first + report.repeat_period * 2, last, first).first;
  EXPECT_EQ(differs, last) << "at frame " << (differs - sound.samples.begin()) / 2;
}

// Loudness of the error in windows of a packet's length, with their middle.
struct ErrorProfile {
  static constexpr Frames kWindow = 1152;
  std::vector<double> levels;

  ErrorProfile(const Sound& is, const Sound& should_be) {
    for (Frames at = 0; at + kWindow <= is.frames(); at += kWindow) {
      double sum = 0.0;
      for (Frames i = at * 2; i < (at + kWindow) * 2; ++i) {
        const auto k = static_cast<std::size_t>(i);
        const double error =
            static_cast<double>(is.samples[k]) - static_cast<double>(should_be.samples[k]);
        sum += error * error;
      }
      levels.push_back(std::sqrt(sum / (2.0 * kWindow)));
    }
  }

  double at(Frames frame) const { return levels[static_cast<std::size_t>(frame / kWindow)]; }

  double mean() const {
    return std::accumulate(levels.begin(), levels.end(), 0.0) / static_cast<double>(levels.size());
  }

  double around(Frames frame) const {
    const auto window = static_cast<std::size_t>(frame / kWindow);
    return std::max({levels[window - 1], levels[window], levels[window + 1]});
  }

  double quantile(double share) const {
    std::vector<double> sorted = levels;
    const auto middle =
        sorted.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(sorted.size()));
    std::nth_element(sorted.begin(), middle, sorted.end());
    return *middle;
  }
};

TEST_P(LoopWriter, IsAsTrueAtTheJoinsAsElsewhere) {
  const LongLoop loop(GetParam());
  const LoopReport& report = loop.report();
  const Sound intended = loop.intended();
  Sound sound = loop.decoded();
  const auto fade = static_cast<std::size_t>(2 * report.sample_rate_hz * 2);
  EXPECT_GT(audio::testing::correlation(
                std::span(sound.samples).subspan(fade, sound.samples.size() - 2 * fade),
                std::span(intended.samples).subspan(fade, intended.samples.size() - 2 * fade)),
            0.995);
  // Fades are no errors.
  std::copy_n(intended.samples.begin(), fade, sound.samples.begin());
  std::copy_n(intended.samples.end() - static_cast<std::ptrdiff_t>(fade), fade,
              sound.samples.end() - static_cast<std::ptrdiff_t>(fade));
  const ErrorProfile errors(sound, intended);
  std::vector<Frames> joins{report.repeat_to};
  for (Frames at = report.repeat_from; at < report.repeat_to; at += report.repeat_period) {
    joins.push_back(at);
  }
  for (Frames at = report.body_start; at < report.repeat_to; at += report.body_frames) {
    joins.push_back(at);
  }
  double worst = 0.0;
  double sum = 0.0;
  for (const Frames join : joins) {
    worst = std::max(worst, errors.around(join));
    sum += errors.at(join);
  }
  // A codec's error varies from packet to packet: so many joins are like so many other places.
  EXPECT_LE(sum / static_cast<double>(joins.size()), 1.25 * errors.mean() + kFloatError);
  EXPECT_LE(worst, errors.quantile(0.999) + kFloatError);
}

TEST_P(LoopWriter, CanBeSoughtAnywhere) {
  const LongLoop loop(GetParam());
  const Sound whole = loop.decoded();
  const int rate = loop.report().sample_rate_hz;
  for (const double at : {3.0, 123.4, 271.0}) {
    const std::vector<float> part = ffmpeg_reads(loop.path(), fmt::format("-ss {} -t 1", at));
    ASSERT_GE(part.size(), static_cast<std::size_t>(rate)) << "at " << at;
    double best = 0.0;
    for (Frames shift = -2; shift <= 2; ++shift) {
      const auto from = static_cast<std::size_t>((frames_of(Seconds(at), rate) + shift) * 2);
      best = std::max(
          best, audio::testing::correlation(std::span(whole.samples).subspan(from + 20000, rate),
                                            std::span(part).subspan(20000)));
    }
    EXPECT_GT(best, 0.999) << "at " << at;
  }
}

TEST_P(LoopWriter, KeepsTags) {
  const LongLoop loop(GetParam());
  const audio::Tags tags = audio::read_tags(loop.path());
  EXPECT_EQ(tags.title, "Evening");
  EXPECT_EQ(tags.artist, "Nobody");
}

}  // namespace
}  // namespace musicgen::looper
