#include "looper/m4a_file.h"

#include "base/error.h"
#include "looper/mp4_boxes.h"

namespace musicgen::looper {
namespace {

// A descriptor of MPEG-4 systems (ISO 14496-1, 7.2): a tag, a length in four bytes, a body.
ByteWriter descriptor(int tag, const ByteWriter& body) {
  ByteWriter out;
  out.big(static_cast<std::uint64_t>(tag), 1).big(0x808080, 3).big(body.size(), 1);
  return std::move(out.raw(body.bytes()));
}

ByteWriter sample_entry(const CodecInfo& codec) {
  constexpr int kAac = 0x40;
  constexpr int kAudioStream = 0x15;
  const auto bitrate = static_cast<std::uint64_t>(codec.bitrate);
  ByteWriter decoder;
  decoder.big(kAac, 1).big(kAudioStream, 1).zeros(3).big(bitrate, 4).big(bitrate, 4);
  decoder.raw(descriptor(0x05, std::move(ByteWriter().raw(codec.extradata))).bytes());
  ByteWriter stream;
  stream.big(1, 2).zeros(1).raw(descriptor(0x04, decoder).bytes());
  stream.raw(descriptor(0x06, std::move(ByteWriter().big(2, 1))).bytes());

  const audio::StreamFormat sound = codec.options.sound;
  ByteWriter entry;
  entry.zeros(6).big(1, 2).zeros(8).big(static_cast<std::uint64_t>(sound.channels), 2).big(16, 2);
  entry.zeros(4).big(static_cast<std::uint64_t>(sound.sample_rate_hz), 2).zeros(2);
  entry.raw(full_box("esds", 0, descriptor(0x03, stream)).bytes());
  return box("mp4a", entry);
}

}  // namespace

Mp4Track aac_track(const LoopFile& file) {
  const LoopPackets& packets = file.packets;
  const CodecInfo& codec = packets.codec;
  const Frames skipped = codec.delay + packets.lead_in;
  const Frames needed = skipped + file.total;
  Mp4Track track;
  track.store = &packets.store;
  track.sequence = &packets.sequence;
  track.packets =
      static_cast<std::size_t>((needed + codec.packet_frames - 1) / codec.packet_frames);
  if (track.packets > packets.sequence.count()) {
    throw InternalError("The encoder gave too few packets.");
  }
  track.timescale = codec.options.sound.sample_rate_hz;
  track.packet_time = static_cast<std::uint64_t>(codec.packet_frames);
  track.packets_per_chunk = static_cast<std::size_t>(track.timescale / codec.packet_frames);
  track.skipped_time = static_cast<std::uint64_t>(skipped);
  track.played_time = static_cast<std::uint64_t>(file.total);
  track.sample_entry = sample_entry(codec);
  return track;
}

Frames silence_before(const CodecInfo& codec, Frames total) {
  const Frames over = (codec.delay + total) % codec.packet_frames;
  return over > 0 ? codec.packet_frames - over : 0;
}

void write_m4a(const LoopFile& file, OutputFile& output) {
  write_mp4({{aac_track(file)}, file.tags}, output);
}

}  // namespace musicgen::looper
