#include <algorithm>
#include <bit>

extern "C" {
#include <libavutil/crc.h>
}

#include "base/error.h"
#include "looper/byte_writer.h"
#include "looper/loop_file.h"

namespace musicgen::looper {
namespace {

// Frames of MPEG-1 Layer III: bit rates of the header's index 1 to 14 (ISO 11172-3, 2.4.2.3).
constexpr int kKilobits[] = {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320};
constexpr int kDecoderDelay = 529;  // of the synthesis filter, in frames
constexpr std::size_t kTagBytes = 8 + 4 + 4 + 100 + 4 + 36;

int frame_bytes(int bitrate_index, int sample_rate_hz) {
  return 144 * kKilobits[bitrate_index] * 1000 / sample_rate_hz;
}

// The header of a silent frame like `packet`, without padding, at the lowest bit rate at which the
// frame has room for the tag.
std::vector<std::uint8_t> silent_frame(Bytes packet, int sample_rate_hz, std::size_t side_info) {
  int index = packet[2] >> 4;
  while (frame_bytes(index, sample_rate_hz) < static_cast<int>(4 + side_info + kTagBytes)) ++index;
  std::vector<std::uint8_t> frame(static_cast<std::size_t>(frame_bytes(index, sample_rate_hz)));
  std::copy_n(packet.begin(), 4, frame.begin());
  frame[1] |= 1;  // no CRC
  frame[2] = static_cast<std::uint8_t>(index << 4 | (packet[2] & 0x0C));
  return frame;
}

// A hundred points: where in the file, in 256ths, each hundredth of the time begins.
std::vector<std::uint8_t> table_of_contents(const LoopPackets& packets, std::size_t info_frame) {
  const PacketSequence& sequence = packets.sequence;
  const std::uint64_t whole = info_frame + sequence.bytes(packets.store);
  std::vector<std::uint8_t> table;
  for (std::size_t i = 0; i < 100; ++i) {
    const std::uint64_t at =
        info_frame + sequence.bytes_before(packets.store, i * sequence.count() / 100);
    table.push_back(static_cast<std::uint8_t>(std::min<std::uint64_t>(255, at * 256 / whole)));
  }
  return table;
}

// LAME's extension (gabriel.mp3-tech.org/mp3infotag.html): above all the frames to drop at both
// ends.
void add_lame_extension(ByteWriter& tag, const LoopFile& file, std::uint64_t music_bytes) {
  const LoopPackets& packets = file.packets;
  const Frames decoded = packets.sequence.frames(packets.store);
  const Frames delay = packets.codec.delay - kDecoderDelay;
  const Frames padding = decoded - delay - file.total;
  if (delay < 0 || delay > 0xFFF || padding < 0 || padding > 0xFFF) {
    throw InternalError("The MP3 encoder's delay can't be written down.");
  }
  constexpr int kConstantBitrate = 1;
  tag.text("LAME3.100").big(kConstantBitrate, 1).zeros(1 + 4 + 2 + 2 + 1);
  tag.big(static_cast<std::uint64_t>(std::min(255, packets.codec.bitrate / 1000)), 1);
  tag.big(static_cast<std::uint64_t>(delay << 12 | padding), 3).zeros(1 + 1 + 2);
  // The checksum of all sound would take longer than the writing; 0 stands for unknown.
  tag.big(music_bytes, 4).zeros(2);
}

std::vector<std::uint8_t> info_frame(const LoopFile& file) {
  const LoopPackets& packets = file.packets;
  const std::size_t side_info = packets.codec.options.sound.channels == 1 ? 17 : 32;
  std::vector<std::uint8_t> frame =
      silent_frame(packets.store.packet(0), packets.codec.options.sound.sample_rate_hz, side_info);
  const std::uint64_t music_bytes = frame.size() + packets.sequence.bytes(packets.store);
  constexpr int kFramesBytesTocQuality = 0xF;
  ByteWriter tag;
  tag.text("Info").big(kFramesBytesTocQuality, 4).big(packets.sequence.count(), 4);
  tag.big(music_bytes, 4).raw(table_of_contents(packets, frame.size())).big(0, 4);
  add_lame_extension(tag, file, music_bytes);
  std::copy(tag.bytes().begin(), tag.bytes().end(),
            frame.begin() + static_cast<std::ptrdiff_t>(4 + side_info));
  const std::size_t checked = 4 + side_info + tag.size();
  const std::uint32_t crc = av_crc(av_crc_get_table(AV_CRC_16_ANSI_LE), 0, frame.data(), checked);
  frame[checked] = static_cast<std::uint8_t>(crc >> 8);
  frame[checked + 1] = static_cast<std::uint8_t>(crc);
  return frame;
}

}  // namespace

void write_mp3(const LoopFile& file, OutputFile& output) {
  output.write(file.tags);
  output.write(info_frame(file));
  write_packets(file.packets, output);
}

}  // namespace musicgen::looper
