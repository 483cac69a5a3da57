#include "base/error.h"
#include "looper/byte_writer.h"
#include "looper/loop_file.h"
#include "looper/ogg_stream.h"

namespace musicgen::looper {
namespace {

// Sound packets with the positions at which they end, up to the last one that is needed; the last
// position says where the sound ends (RFC 7845, section 4; Vorbis I specification, A.2).
void write_sound(const LoopPackets& packets, Frames end, OggStream& stream) {
  Frames position = 0;
  bool over = false;
  packets.sequence.each_range([&](PacketRange range) {
    if (over) return;
    packets.store.read(range, [&](std::size_t i, Bytes packet) {
      if (over) return;
      position += packets.store.frames({i, 1});
      over = position >= end;
      stream.write(packet, std::min(position, end), over);
    });
  });
  if (!over) throw InternalError("The encoder gave too few packets.");
}

// The three headers as libav keeps them: their number less one, the lengths of the first two in
// 255s, then the headers.
std::vector<Bytes> vorbis_headers(Bytes extradata) {
  std::size_t at = 1;
  const auto length = [&] {
    std::size_t sum = 0;
    while (at < extradata.size() && extradata[at] == 255) sum += extradata[at++];
    return at < extradata.size() ? sum + extradata[at++] : sum;
  };
  if (extradata.empty() || extradata[0] != 2) throw InternalError("Vorbis headers are missing.");
  const std::size_t first = length();
  const std::size_t second = length();
  if (at + first + second > extradata.size()) throw InternalError("Vorbis headers are damaged.");
  return {extradata.subspan(at, first), extradata.subspan(at + first, second),
          extradata.subspan(at + first + second)};
}

}  // namespace

void write_opus(const LoopFile& file, OutputFile& output) {
  const CodecInfo& codec = file.packets.codec;
  OggStream stream(output);
  stream.write(codec.extradata, 0);
  stream.end_page();
  stream.write(file.tags, 0);
  stream.end_page();
  write_sound(file.packets, codec.delay + file.total, stream);
}

void write_vorbis(const LoopFile& file, OutputFile& output) {
  const std::vector<Bytes> headers = vorbis_headers(file.packets.codec.extradata);
  OggStream stream(output);
  stream.write(headers[0], 0);
  stream.end_page();
  stream.write(file.tags, 0);
  stream.write(headers[2], 0);
  stream.end_page();
  write_sound(file.packets, file.total, stream);
}

}  // namespace musicgen::looper
