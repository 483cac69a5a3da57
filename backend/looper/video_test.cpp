#include "looper/video.h"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.h"
#include "looper/byte_writer.h"
#include "looper/loop_test_music.h"
#include "looper/picture_packets.h"

namespace musicgen::looper {
namespace {

using testing::ffmpeg_reads;
using testing::ffprobe_says;
using ::testing::HasSubstr;
using testing::LoopingMusic;
using testing::output_of;
using ::testing::StartsWith;
using testing::TestFolder;

constexpr double kLength = 61.3;

// A picture of one colour as BMP, 24 bits a pixel.
std::string picture(int width, int height, int blue, int green, int red) {
  ByteWriter out;
  const auto little = [&](std::uint32_t value) {
    for (int i = 0; i < 4; ++i) out.big(value >> (8 * i) & 0xFF, 1);
  };
  const auto row = static_cast<std::uint32_t>((3 * width + 3) / 4 * 4);
  out.text("BM");
  for (const std::uint32_t value :
       {54 + row * height, 0u, 54u, 40u, static_cast<std::uint32_t>(width),
        static_cast<std::uint32_t>(height), 1u | 24u << 16, 0u, row * height, 2835u, 2835u, 0u,
        0u}) {
    little(value);
  }
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) out.big(blue, 1).big(green, 1).big(red, 1);
    out.zeros(row - 3 * width);
  }
  return {out.bytes().begin(), out.bytes().end()};
}

std::vector<Chapter> three_chapters() {
  return {{Seconds(0), "Dusk"}, {Seconds(20), "Night ☾"}, {Seconds(40.5), "Dawn"}};
}

class Video : public ::testing::Test {
 protected:
  Video() {
    audio::testing::write_file(track_, LoopingMusic(1, 6).play({}, 8),
                               {.format = audio::FileFormat::wav});
    write_text_file(cover_, picture(640, 640, 200, 120, 40));
    options_.tags.title = "Evening";
  }

  LoopReport make(const VideoOptions& video) {
    return write_loop_video(track_, {44100, 7 * 44100}, options_, video, target_, {}, {});
  }

  template <class Failure>
  std::string refused(const VideoOptions& video) {
    const auto before = folder_.names().size();
    try {
      make(video);
    } catch (const Failure& failure) {
      EXPECT_EQ(folder_.names().size(), before);
      return failure.detail();
    }
    return "nothing thrown";
  }

  std::string complaints() const {
    return output_of("ffmpeg -v error -i " + target_.string() + " -f null - 2>&1");
  }

  // Mean luma in the middle of the frame shown at a time.
  double luma_at(double seconds) const {
    const std::string pixels = output_of(
        fmt::format("ffmpeg -v error -ss {} -i {} -frames:v 1 -vf crop=200:200 -pix_fmt gray "
                    "-f rawvideo -",
                    seconds, target_.string()));
    if (pixels.empty()) return -1;
    double sum = 0;
    for (const char pixel : pixels) sum += static_cast<unsigned char>(pixel);
    return sum / static_cast<double>(pixels.size());
  }

  TestFolder folder_;
  std::filesystem::path track_ = folder_ / "track.wav";
  std::filesystem::path cover_ = folder_ / "cover.bmp";
  std::filesystem::path target_ = folder_ / "video.mp4";
  LoopOptions options_{.duration = Seconds(kLength), .fade = Seconds(2)};
};

TEST_F(Video, PlaysAPictureAt1080pOverTheLoop) {
  const LoopReport report = make({.cover = cover_});
  EXPECT_EQ(ffprobe_says(target_, "stream=codec_name,width,height"), "aac\nh264\n1920\n1080");
  EXPECT_EQ(std::filesystem::file_size(target_), report.bytes);
  EXPECT_NEAR(std::stod(ffprobe_says(target_, "format=duration")), kLength, 0.11);
  EXPECT_EQ(complaints(), "");
}

TEST_F(Video, HasTheVerySoundOfTheLoop) {
  make({.cover = cover_});
  const auto loop = folder_ / "loop.m4a";
  LoopOptions options = options_;
  options.format = audio::FileFormat::m4a;
  const LoopReport report = write_loop(track_, {44100, 7 * 44100}, options, loop, {}, {});
  const std::vector<float> sound = ffmpeg_reads(target_);
  EXPECT_EQ(static_cast<Frames>(sound.size()) / 2, report.frames);
  EXPECT_EQ(sound, ffmpeg_reads(loop));
}

TEST_F(Video, ShowsTheCoverInItsOwnColours) {
  make({.cover = cover_, .breathing = false});
  const std::string pixel = output_of("ffmpeg -v error -i " + target_.string() +
                                      " -frames:v 1 -vf crop=2:2 -pix_fmt rgb24 -f rawvideo -");
  ASSERT_EQ(pixel.size(), 12u);
  EXPECT_NEAR(static_cast<unsigned char>(pixel[0]), 40, 3);
  EXPECT_NEAR(static_cast<unsigned char>(pixel[1]), 120, 3);
  EXPECT_NEAR(static_cast<unsigned char>(pixel[2]), 200, 3);
}

TEST_F(Video, ShowsTheCoverThroughout) {
  make({.cover = cover_, .breathing = false});
  for (const double at : {7.9, 20.0, 33.3, 60.9}) EXPECT_NEAR(luma_at(at), luma_at(0), 1.5) << at;
}

TEST_F(Video, BreathesEveryEightSeconds) {
  make({.cover = cover_});
  for (const double breath : {0.0, 8.0, 40.0}) {
    EXPECT_GT(luma_at(breath + 2), luma_at(breath) + 2) << breath;
    EXPECT_LT(luma_at(breath + 6), luma_at(breath) - 2) << breath;
  }
}

TEST_F(Video, CanBeEnteredWhereverABreathBegins) {
  make({.cover = cover_});
  std::vector<double> keys;
  std::istringstream lines(
      output_of("ffprobe -v error -select_streams v -show_entries "
                "packet=pts_time,flags -of csv=p=0 " +
                target_.string()));
  for (std::string line; std::getline(lines, line);) {
    if (line.find('K') != std::string::npos) keys.push_back(std::stod(line));
  }
  ASSERT_EQ(keys.size(), 8u);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    EXPECT_NEAR(keys[i], 8.0 * static_cast<double>(i), 1e-3);
  }
}

TEST_F(Video, RepeatsThePacketsOfThePicture) {
  make({.cover = cover_});
  std::vector<std::string> hashes;
  std::istringstream lines(output_of("ffmpeg -v error -i " + target_.string() +
                                     " -map 0:v -c copy -f framemd5 - | grep -v '^#'"));
  for (std::string line; std::getline(lines, line);) hashes.push_back(line.substr(line.rfind(' ')));
  ASSERT_EQ(hashes.size(), 613u);
  for (std::size_t i = 80; i < hashes.size(); ++i) ASSERT_EQ(hashes[i], hashes[i - 80]) << i;
}

TEST_F(Video, HasItsChaptersAndTags) {
  make({.cover = cover_, .chapters = three_chapters()});
  EXPECT_EQ(output_of("ffprobe -v error -show_entries chapter=start_time:chapter_tags=title "
                      "-of csv=p=0 " +
                      target_.string()),
            "0.000000,Dusk\n20.000000,Night ☾\n40.500000,Dawn\n");
  EXPECT_EQ(ffprobe_says(target_, "format_tags=title"), "Evening");
}

TEST_F(Video, PlaysWhileItLoads) {
  make({.cover = cover_});
  const std::string bytes = read_text_file(target_);
  EXPECT_LT(bytes.find("moov"), bytes.find("mdat"));
  // What has arrived of a file that is still on its way can be played.
  write_text_file(target_, bytes.substr(0, bytes.size() / 2));
  EXPECT_GT(luma_at(20), 0);
}

TEST_F(Video, DrawsThePictureWhereThereIsNoCover) {
  make({});
  EXPECT_EQ(complaints(), "");
  EXPECT_GE(luma_at(10), 0);
}

TEST_F(Video, FitsEveryShapeOfCover) {
  for (const auto& [width, height] :
       std::vector<std::pair<int, int>>{{1, 1}, {3000, 20}, {17, 4000}, {1919, 1079}}) {
    write_text_file(cover_, picture(width, height, 200, 120, 40));
    options_.duration = Seconds(9);
    make({.cover = cover_});
    EXPECT_EQ(complaints(), "") << width << " x " << height;
    EXPECT_EQ(ffprobe_says(target_, "stream=width,height"), "1920\n1080");
  }
}

TEST_F(Video, RefusesCoversThatAreNoPictures) {
  write_text_file(cover_, "This is no picture.");
  EXPECT_THAT(refused<InvalidAudioFormat>({.cover = cover_}),
              StartsWith("The cover can't be read"));
  EXPECT_THAT(refused<InvalidAudioFormat>({.cover = track_}),
              StartsWith("The cover can't be read"));
  write_text_file(cover_, picture(640, 640, 1, 2, 3).substr(0, 40));
  EXPECT_THAT(refused<InvalidAudioFormat>({.cover = cover_}),
              StartsWith("The cover can't be read"));
  EXPECT_THAT(refused<FileNotFound>({.cover = folder_ / "none.jpg"}), HasSubstr("none.jpg"));
}

TEST_F(Video, RefusesChaptersOutOfOrder) {
  std::vector<Chapter> chapters = three_chapters();
  std::swap(chapters[0], chapters[1]);
  EXPECT_THAT(refused<InvalidParameter>({.cover = cover_, .chapters = chapters}),
              HasSubstr("one after the other"));
  EXPECT_THAT(refused<InvalidParameter>(
                  {.cover = cover_, .chapters = std::vector<Chapter>(256, Chapter{})}),
              HasSubstr("255"));
}

TEST_F(Video, TakesNoMoreThanABusyCoverIsThoughtToTake) {
  draw_video_cover(track_, "Evening", cover_, {});
  const PicturePackets picture = encode_picture(cover_, true, folder_.path(), {}, {});
  EXPECT_LT(picture.bytes_per_second(), kPictureBytesPerSecond);
}

TEST_F(Video, SaysBeforehandHowMuchSpaceItTakes) {
  options_.duration = Seconds(600);
  const auto info = audio::open_decoder(track_)->info();
  const double picture = encode_picture(cover_, true, folder_.path(), {}, {}).bytes_per_second();
  const auto needed = bytes_of_video_needed(info, {44100, 7 * 44100}, options_, picture);
  const LoopReport report = make({.cover = cover_});
  EXPECT_GE(needed, report.bytes);
  EXPECT_LE(needed, report.bytes * 3 / 2);
}

TEST_F(Video, LeavesNothingWhenItIsCancelled) {
  for (const std::string_view when : {"drawing", "encoding", "writing"}) {
    std::stop_source stop;
    options_.duration = Seconds(3600);
    EXPECT_THROW(write_loop_video(
                     track_, {44100, 7 * 44100}, options_, {.cover = cover_}, target_,
                     [&](double, std::string_view stage) {
                       if (stage == when) stop.request_stop();
                     },
                     stop.get_token()),
                 Cancelled)
        << when;
    EXPECT_EQ(folder_.names().size(), 2u);
  }
}

}  // namespace
}  // namespace musicgen::looper
