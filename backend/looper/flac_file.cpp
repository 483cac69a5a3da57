#include <algorithm>

extern "C" {
#include <libavutil/crc.h>
}

#include "base/error.h"
#include "looper/byte_writer.h"
#include "looper/crc.h"
#include "looper/loop_file.h"

namespace musicgen::looper {
namespace {

constexpr std::size_t kStreamInfoBytes = 34;
constexpr std::size_t kSeekSeconds = 10;
constexpr int kStreamInfo = 0;
constexpr int kSeekTable = 3;

// An encoded frame, prepared for getting another number.
struct FrameParts {
  std::size_t number_bytes;  // of the number that it has now
  std::size_t header_bytes;  // without its CRC-8
  std::uint16_t body_crc;    // of what lies between header and CRC-16
  std::uint16_t body_shift;
};

// The length of a number in FLAC's extension of UTF-8 (RFC 9639, 9.1.5).
std::size_t coded_length(std::uint64_t number) {
  std::size_t length = number < 0x80 ? 1 : 2;
  while (length > 1 && number >> (5 * length + 1) != 0) ++length;
  return length;
}

std::size_t coded_length_of(std::uint8_t first) {
  std::size_t length = 0;
  while (length < 8 && (first & 0x80 >> length) != 0) ++length;
  return std::max<std::size_t>(1, length);
}

void add_coded(ByteWriter& out, std::uint64_t number) {
  const std::size_t length = coded_length(number);
  if (length == 1) {
    out.big(number, 1);
    return;
  }
  const auto rest = static_cast<int>(length - 1);
  out.big((0xFF00u >> length & 0xFF) | number >> (6 * rest), 1);
  for (int i = rest - 1; i >= 0; --i) out.big(0x80 | (number >> (6 * i) & 0x3F), 1);
}

// Bytes after the number: a block size or a rate that has no code of its own (RFC 9639, 9.1.6).
std::size_t optional_bytes(Bytes frame) {
  const int block = frame[2] >> 4;
  const int rate = frame[2] & 0xF;
  const std::size_t block_bytes = block == 6 ? 1 : block == 7 ? 2 : 0;
  const std::size_t rate_bytes = rate == 12 ? 1 : rate == 13 || rate == 14 ? 2 : 0;
  return block_bytes + rate_bytes;
}

FrameParts parts_of(Bytes frame) {
  FrameParts parts{};
  parts.number_bytes = coded_length_of(frame[4]);
  parts.header_bytes = 4 + parts.number_bytes + optional_bytes(frame);
  const std::size_t body = frame.size() - parts.header_bytes - 1 - 2;
  parts.body_crc = Crc16::of(frame.subspan(parts.header_bytes + 1, body));
  parts.body_shift = Crc16::shift(body);
  return parts;
}

// The frames of a loop file, each with the number that it gets there.
class NumberedFrames {
 public:
  explicit NumberedFrames(const LoopPackets& packets)
      : packets_(packets), parts_(packets.store.count()) {
    packets.store.read({0, packets.store.count()},
                       [this](std::size_t i, Bytes frame) { parts_[i] = parts_of(frame); });
    fixed_ = packets.store.frames(packets.sequence.period) % packets.codec.packet_frames == 0;
  }

  // Hands over each frame's place in the store, its first sample and its new length.
  template <class Take>
  void each_length(Take take) const {
    Number next;
    packets_.sequence.each_packet([&](std::size_t i) {
      take(i, next.sample, length_of(i, number_of(next)));
      advance(next, i);
    });
  }

  void write(OutputFile& output) const {
    Number next;
    packets_.sequence.each_range([&](PacketRange range) {
      packets_.store.read(range, [&](std::size_t i, Bytes frame) {
        write_frame(frame, parts_[i], number_of(next), output);
        advance(next, i);
      });
    });
  }

  Frames frames_of(std::size_t i) const { return packets_.store.frames({i, 1}); }

 private:
  struct Number {
    std::uint64_t frame = 0;
    std::uint64_t sample = 0;
  };

  // Where all blocks have one length frames are counted, otherwise samples (RFC 9639, 9.1.5).
  std::uint64_t number_of(const Number& next) const { return fixed_ ? next.frame : next.sample; }

  void advance(Number& next, std::size_t i) const {
    ++next.frame;
    next.sample += static_cast<std::uint64_t>(frames_of(i));
  }

  std::size_t length_of(std::size_t i, std::uint64_t number) const {
    return packets_.store.bytes({i, 1}) - parts_[i].number_bytes + coded_length(number);
  }

  void write_frame(Bytes frame, const FrameParts& parts, std::uint64_t number,
                   OutputFile& output) const {
    ByteWriter header;
    header.big(0xFF, 1).big(fixed_ ? 0xF8 : 0xF9, 1).raw(frame.subspan(2, 2));
    add_coded(header, number);
    const std::size_t options_at = 4 + parts.number_bytes;
    header.raw(frame.subspan(options_at, parts.header_bytes - options_at));
    header.big(av_crc(av_crc_get_table(AV_CRC_8_ATM), 0, header.bytes().data(), header.size()), 1);
    const Bytes body = frame.subspan(parts.header_bytes + 1, frame.size() - parts.header_bytes - 3);
    ByteWriter checksum;
    checksum.big(Crc16::join(Crc16::of(header.bytes()), parts.body_crc, parts.body_shift), 2);
    output.write(header.bytes());
    output.write(body);
    output.write(checksum.bytes());
  }

  const LoopPackets& packets_;
  std::vector<FrameParts> parts_;
  bool fixed_ = true;
};

struct Extremes {
  std::uint64_t least = UINT64_MAX;
  std::uint64_t most = 0;

  void see(std::uint64_t value) {
    least = std::min(least, value);
    most = std::max(most, value);
  }
};

// Header and body of a metadata block (RFC 9639, section 8.1).
void add_block(ByteWriter& out, int type, bool last, const ByteWriter& body) {
  out.big(static_cast<std::uint64_t>(last ? 0x80 | type : type), 1).big(body.size(), 3);
  out.raw(body.bytes());
}

// What of the encoder's STREAMINFO holds for the whole file; the MD5 of all samples stays 0, which
// means unknown, because computing it would take longer than the writing.
ByteWriter stream_info(const LoopFile& file, Extremes blocks, Extremes frames) {
  const Bytes known = file.packets.codec.extradata;
  if (known.size() < kStreamInfoBytes) throw InternalError("The FLAC encoder gave no header.");
  ByteWriter info;
  info.big(blocks.least, 2).big(blocks.most, 2).big(frames.least, 3).big(frames.most, 3);
  const auto total = static_cast<std::uint64_t>(file.total);
  info.raw(known.subspan(10, 3)).big((known[13] & 0xF0u) | (total >> 32 & 0xF), 1);
  info.big(total, 4).zeros(16);
  return info;
}

}  // namespace

void write_flac(const LoopFile& file, OutputFile& output) {
  const NumberedFrames frames(file.packets);
  const auto step =
      static_cast<std::uint64_t>(file.packets.codec.options.sound.sample_rate_hz) * kSeekSeconds;
  ByteWriter seek_table;
  Extremes blocks;
  Extremes lengths;
  std::uint64_t bytes = 0;
  std::uint64_t next_point = 0;
  frames.each_length([&](std::size_t i, std::uint64_t sample, std::uint64_t length) {
    const auto block = static_cast<std::uint64_t>(frames.frames_of(i));
    const bool last = static_cast<Frames>(sample + block) == file.total;
    if (!last || sample == 0) blocks.see(block);
    lengths.see(length);
    if (sample >= next_point) {
      seek_table.big(sample, 8).big(bytes, 8).big(block, 2);
      next_point = sample + step;
    }
    bytes += length;
  });

  ByteWriter head;
  head.text("fLaC");
  add_block(head, kStreamInfo, false, stream_info(file, blocks, lengths));
  add_block(head, kSeekTable, file.tags.empty(), seek_table);
  output.write(head.bytes());
  output.write(file.tags);
  frames.write(output);
}

}  // namespace musicgen::looper
