#include "looper/mp4_file.h"

#include <gtest/gtest.h>

#include "base/files.h"
#include "looper/loop_test_music.h"
#include "looper/m4a_file.h"
#include "looper/packet_encoder.h"

namespace musicgen::looper {
namespace {

using testing::ffprobe_says;
using testing::TestFolder;

class Mp4File : public ::testing::Test {
 protected:
  Mp4File() : encoder_({.format = audio::FileFormat::m4a, .sound = {48000, 2}}) {
    const TakePacket keep = [this](Bytes packet, Frames frames) { store_.add(packet, frames); };
    encoder_.write(audio::testing::noise({48000, 2}, 48000, 0.1f).samples, keep);
    encoder_.finish(keep);
    store_.flush();
    sequence_.intro = {0, store_.count()};
  }

  // Sound of so many hours, whose packets last as long as it takes.
  void write(std::uint64_t hours) {
    const LoopPackets packets{encoder_.info(), std::move(store_), sequence_, false, "", 0};
    Mp4Track track = aac_track({.packets = packets, .total = 40000});
    track.packet_time = hours * 3600 * 48000 / track.packets + 1;
    track.played_time = hours * 3600 * 48000;
    track.skipped_time = 1024;
    OutputFile output(file_, {});
    write_mp4({{track}, {}}, output);
    output.close();
  }

  int version_of(const std::string& box) const {
    const std::string bytes = read_text_file(file_);
    return bytes.at(bytes.find(box) + 4);
  }

  TestFolder folder_;
  std::filesystem::path file_ = folder_ / "sound.m4a";
  PacketEncoder encoder_;
  PacketStore store_{folder_.path()};
  PacketSequence sequence_;
};

TEST_F(Mp4File, CountsADayInThirtyTwoBitsAsEveryPlayerReadsThem) {
  write(24);
  EXPECT_EQ(ffprobe_says(file_, "format=duration"), "86400.000000");
  EXPECT_EQ(ffprobe_says(file_, "stream=duration"), "86400.000000");
  for (const char* box : {"mvhd", "tkhd", "mdhd", "elst"}) EXPECT_EQ(version_of(box), 0) << box;
}

TEST_F(Mp4File, CountsLongerSoundInSixtyFourBits) {
  write(25);
  EXPECT_EQ(ffprobe_says(file_, "format=duration"), "90000.000000");
  EXPECT_EQ(ffprobe_says(file_, "stream=duration"), "90000.000000");
  for (const char* box : {"mvhd", "tkhd", "mdhd", "elst"}) EXPECT_EQ(version_of(box), 1) << box;
}

}  // namespace
}  // namespace musicgen::looper
