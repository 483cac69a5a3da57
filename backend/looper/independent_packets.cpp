#include "looper/in_order.h"
#include "looper/loop_packets.h"

namespace musicgen::looper {
namespace {

constexpr Frames kPieceBlocks = 64;  // that one thread encodes at a time
// Blocks up to 4608 frames are in FLAC's streamable subset (RFC 9639, section 7).
constexpr int kLongestBlock = 4608;
constexpr int kShortestBlock = 1152;
constexpr int kShortestRest = 256;

// A block length that divides the period, so that all blocks are alike; otherwise one that leaves
// a last block of reasonable length.
int block_for(Frames period) {
  for (int block = kLongestBlock; block >= kShortestBlock; --block) {
    if (period % block == 0) return block;
  }
  int block = kLongestBlock;
  while (period % block < kShortestRest) --block;
  return block;
}

struct Packet {
  std::vector<std::uint8_t> bytes;
  Frames frames;
};

class Segments {
 public:
  Segments(const LoopSignal& signal, const CodecOptions& options, PacketStore& store,
           const ProgressFn& progress, const std::stop_token& stop)
      : signal_(signal), options_(options), store_(store), progress_(progress), stop_(stop) {}

  void expect(Frames frames) { expected_ = frames; }

  PacketRange encode(Frames from, Frames to) {
    const std::size_t first = store_.count();
    const Frames piece = kPieceBlocks * options_.block_frames;
    in_order((to - from + piece - 1) / piece,
             [&](std::int64_t i) {
               return packets(from + i * piece, std::min(from + (i + 1) * piece, to));
             },
             [&](const std::vector<Packet>& packets) {
               for (const Packet& packet : packets) {
                 store_.add(packet.bytes, packet.frames);
                 done_ += packet.frames;
               }
               if (progress_) {
                 progress_(static_cast<double>(done_) / static_cast<double>(expected_), "encoding");
               }
               return true;
             });
    return {first, store_.count() - first};
  }

 private:
  std::vector<Packet> packets(Frames from, Frames to) const {
    std::vector<Packet> out;
    const auto take = [&out](Bytes packet, Frames frames) {
      out.push_back({{packet.begin(), packet.end()}, frames});
    };
    PacketEncoder encoder(options_);
    LoopSignal signal = signal_;
    signal.seek(from);
    const auto channels = static_cast<std::size_t>(signal.format().channels);
    std::vector<float> block(static_cast<std::size_t>(options_.block_frames) * channels);
    for (Frames at = from; at < to; at += options_.block_frames) {
      throw_if_stopped(stop_);
      const auto frames =
          static_cast<std::size_t>(std::min<Frames>(options_.block_frames, to - at));
      const auto part = std::span(block).first(frames * channels);
      signal.read(part);
      encoder.write(part, take);
    }
    encoder.finish(take);
    return out;
  }

  const LoopSignal& signal_;
  const CodecOptions& options_;
  PacketStore& store_;
  const ProgressFn& progress_;
  const std::stop_token& stop_;
  Frames done_ = 0;
  Frames expected_ = 1;
};

// How many packets of a range end within so many frames.
std::size_t packets_within(const PacketStore& store, PacketRange range, Frames frames) {
  std::size_t count = 0;
  while (count < range.count && store.frames({range.first, count + 1}) <= frames) ++count;
  return count;
}

}  // namespace

LoopPackets encode_independently(const LoopSignal& signal, CodecOptions options,
                                 const std::filesystem::path& scratch_folder,
                                 const ProgressFn& progress, const std::stop_token& stop) {
  const LoopShape& shape = signal.shape();
  // At least a second, so that the shortest loops don't make tiny packets.
  const Frames period =
      shape.length * ((options.sound.sample_rate_hz + shape.length - 1) / shape.length);
  options.block_frames = block_for(period);
  const Frames block = options.block_frames;
  const Frames begin = (signal.periodic_from() + block - 1) / block * block;

  LoopPackets out{PacketEncoder(options).info(), PacketStore(scratch_folder), {}, true, "", 0};
  PacketSequence& sequence = out.sequence;
  Segments segments(signal, out.codec.options, out.store, progress, stop);
  if (begin + 2 * period > signal.periodic_to()) {
    out.repeated = false;
    out.why = "The target is too short for repeating.";
    segments.expect(shape.total);
    sequence.intro = segments.encode(0, shape.total);
    out.store.flush();
    return out;
  }
  const Frames room = signal.periodic_to() - begin;
  segments.expect(begin + period + shape.total - signal.periodic_to() + block);
  sequence.intro = segments.encode(0, begin);
  sequence.period = segments.encode(begin, begin + period);
  sequence.copies = static_cast<std::size_t>(room / period);
  sequence.rest = packets_within(out.store, sequence.period, room % period);
  sequence.tail = segments.encode(
      begin + room / period * period + out.store.frames({sequence.period.first, sequence.rest}),
      shape.total);
  out.store.flush();
  return out;
}

}  // namespace musicgen::looper
