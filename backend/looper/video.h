#pragma once
// A loop as a video for YouTube and its like: a picture at 1080p over the looped sound. The sound's
// packets are repeated as in loop_writer.h, and so are those of the picture: one breath of it is
// encoded, hours of it are copied.

#include <string>
#include <vector>

#include "audio/stream.h"
#include "looper/loop_packets.h"
#include "looper/loop_writer.h"

namespace musicgen::looper {

struct Chapter {
  Seconds start{0};
  std::string title;
};

struct VideoOptions {
  std::filesystem::path cover;    // a JPEG or PNG; empty: a picture of the track's sound
  bool breathing = true;          // slowly brighter and darker, every eight seconds; else still
  std::vector<Chapter> chapters;  // at most 255, in order
};

// Sound for a video, of any kind: what is written into it becomes AAC packets on the disk.
class VideoSound final : public audio::Sink {
 public:
  // `bitrate` in bits per second, 0: M4A's default. Throws InvalidParameter at /bitrate.
  VideoSound(audio::StreamFormat format, int bitrate, Frames total,
             const std::filesystem::path& scratch_folder);

  audio::StreamFormat format() const override { return packets_.codec.options.sound; }
  void write(std::span<const float> interleaved) override;
  void finish() override;

  const LoopPackets& packets() const { return packets_; }
  Frames total() const { return total_; }

 private:
  PacketEncoder encoder_;
  LoopPackets packets_;
  Frames total_;
  TakePacket keep_;
};

// Writes the sound, once finished, as write_loop_video writes a loop; there must be a cover.
// Returns the size of the file.
std::uint64_t write_video(const VideoSound& sound, const audio::Tags& tags,
                          const VideoOptions& video, const std::filesystem::path& target,
                          const ProgressFn& progress, std::stop_token stop);

// Draws a track's sound as a PNG that fits a video. Throws as audio::draw_sound does.
void draw_video_cover(const std::filesystem::path& track, const std::string& title,
                      const std::filesystem::path& cover, const std::stop_token& stop);

// What a second of a picture with much in it takes, in bytes. How much is known once it is encoded.
inline constexpr double kPictureBytesPerSecond = 80000;

// How much disk write_loop_video needs at its peak, as bytes_needed says it of a loop.
std::uint64_t bytes_of_video_needed(const audio::FileInfo& track, const LoopPlan& plan,
                                    const LoopOptions& options,
                                    double picture_bytes_per_second = kPictureBytesPerSecond);

// Writes an MP4 with H.264 at 1920 × 1080 and AAC; `options.format` does not matter. Throws as
// write_loop does; InvalidAudioFormat where the cover is no picture, InvalidParameter at /chapters.
LoopReport write_loop_video(const std::filesystem::path& track, const LoopPlan& plan,
                            const LoopOptions& options, const VideoOptions& video,
                            const std::filesystem::path& target, const ProgressFn& progress,
                            std::stop_token stop);

}  // namespace musicgen::looper
