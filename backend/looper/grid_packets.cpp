#include <numeric>

#include "looper/in_order.h"
#include "looper/loop_packets.h"
#include "looper/m4a_file.h"
#include "looper/packet_agreement.h"

namespace musicgen::looper {
namespace {

using PacketBytes = std::vector<std::uint8_t>;
using Index = std::int64_t;  // of a packet in the finished file

constexpr Index kChunk = 1024;   // packets that one thread encodes at a time
constexpr Index kCheck = 8;      // packets that must agree where two stretches meet
constexpr Index kLookAhead = 4;  // packets that may hear the sound after their own
// Packets before a stretch that are encoded and thrown away: the first number nearly always does,
// the next ones where a stretch does not meet the one before it.
constexpr Index kRunUps[] = {48, 192, 768};
// Packets of sound that repeats itself before the packets do.
constexpr Index kSettling[] = {192, 768};

// Encoding at any place of the signal, as if it came from a single run over all of it.
class Grid {
 public:
  Grid(const LoopSignal& signal, const CodecOptions& options, const std::stop_token& stop)
      : signal_(signal), info_(PacketEncoder(options).info()), stop_(stop) {
    if (options.format == audio::FileFormat::m4a) {
      lead_in_ = silence_before(info_, signal.shape().total);
    }
  }

  const CodecInfo& info() const { return info_; }
  Frames frame() const { return info_.packet_frames; }

  // Silence before the sound, see m4a_file.h.
  Frames lead_in() const { return lead_in_; }

  // After how many packets the encoder's own cycle begins again: MP3 spreads the fraction of a byte
  // that a packet's length lacks (ISO 11172-3, 2.4.3.1, padding_bit).
  Index cycle() const {
    if (info_.options.format != audio::FileFormat::mp3) return 1;
    const std::int64_t rate = info_.options.sound.sample_rate_hz;
    return rate / std::gcd(std::int64_t{144} * info_.bitrate, rate);
  }

  // Packets [from, to), in the phase of the encoder's cycle that packet `like` has in a run from
  // the start; `to` past the end of the sound gives all that are left.
  void encode(Index from, Index to, Index like, Index run_up, const TakePacket& take) const {
    Index before = run_up + ((like - run_up) % cycle() + cycle()) % cycle();
    if (from == like && before >= from) before = from;
    PacketEncoder encoder(info_.options);
    Index at = from - before;
    const TakePacket count = [&](Bytes packet, Frames) {
      if (at >= from && at < to) take(packet, frame());
      ++at;
    };
    LoopSignal signal = signal_;
    signal.seek(at * frame() - lead_in_);
    std::vector<float> block(static_cast<std::size_t>(frame() * signal.format().channels));
    while (at < to) {
      throw_if_stopped(stop_);
      const std::size_t frames = signal.read(block);
      encoder.write(
          std::span(block).first(frames * block.size() / static_cast<std::size_t>(frame())), count);
      if (static_cast<Frames>(frames) < frame()) break;
    }
    if (at < to) encoder.finish(count);
  }

  std::vector<PacketBytes> packets(Index from, Index to, Index like, Index run_up) const {
    std::vector<PacketBytes> out;
    encode(from, to, like, run_up,
           [&](Bytes packet, Frames) { out.emplace_back(packet.begin(), packet.end()); });
    return out;
  }

 private:
  const LoopSignal& signal_;
  CodecInfo info_;
  Frames lead_in_ = 0;
  const std::stop_token& stop_;
};

// Where the parts of the file lie, in packets.
struct Layout {
  Index begin = 0;  // the first packet of the period
  Index period = 0;
  Index tail = 0;  // the first packet that is not repeated

  Index repeated(Index packet) const { return begin + (packet - begin) % period; }
};

class GridLoop {
 public:
  GridLoop(const Grid& grid, Layout layout, PacketStore& store, const ProgressFn& progress)
      : grid_(grid), layout_(layout), store_(store), progress_(progress) {}

  // Encodes everything once; false where two stretches don't meet.
  bool encode() { return encode_intro_and_period() && encode_tail() && meets_itself(); }

 private:
  // In chunks of fixed length, so that the result doesn't depend on the number of threads.
  bool encode_intro_and_period() {
    const Index end = layout_.begin + layout_.period;
    const auto encode_chunk = [&](Index chunk, Index run_up) {
      const Index from = chunk * kChunk;
      return grid_.packets(from, std::min(from + kChunk, end) + kCheck, from, run_up);
    };
    std::vector<PacketBytes> beyond;
    Index chunk = 0;
    const bool met = in_order(
        (end + kChunk - 1) / kChunk, [&](Index next) { return encode_chunk(next, kRunUps[0]); },
        [&](std::vector<PacketBytes> packets) {
          for (std::size_t tried = 1; !agree(grid_.info(), beyond, packets); ++tried) {
            if (tried == std::size(kRunUps)) return false;
            packets = encode_chunk(chunk, kRunUps[tried]);
          }
          ++chunk;
          beyond.assign(packets.end() - kCheck, packets.end());
          packets.resize(packets.size() - kCheck);
          for (const PacketBytes& packet : packets) store_.add(packet, grid_.frame());
          if (progress_) {
            progress_(static_cast<double>(store_.count()) / static_cast<double>(end), "encoding");
          }
          return true;
        });
    store_.flush();
    return met;
  }

  bool encode_tail() {
    const Index like = layout_.repeated(layout_.tail);
    // The encoder's cycle jumps where the period ends.
    const Index checked = std::min(kCheck, layout_.begin + layout_.period - like);
    const Index run_up = run_up_that_meets(stored(like, checked), layout_.tail, like);
    if (run_up == 0) return false;
    grid_.encode(layout_.tail, std::numeric_limits<Index>::max(), like, run_up,
                 [this](Bytes packet, Frames frames) { store_.add(packet, frames); });
    store_.flush();
    return true;
  }

  // Whether the sound after one period makes the packets with which the period begins.
  bool meets_itself() {
    const Index end = layout_.begin + layout_.period;
    return run_up_that_meets(stored(layout_.begin, kCheck), end, layout_.begin) > 0;
  }

  std::vector<PacketBytes> stored(Index from, Index count) const {
    std::vector<PacketBytes> packets;
    for (Index i = from; i < from + count; ++i) {
      packets.push_back(store_.packet(static_cast<std::size_t>(i)));
    }
    return packets;
  }

  // With how many packets before `from` those from there on are `expected`; 0 where with none.
  Index run_up_that_meets(const std::vector<PacketBytes>& expected, Index from, Index like) const {
    for (const Index run_up : kRunUps) {
      const Index to = from + std::ssize(expected);
      if (agree(grid_.info(), expected, grid_.packets(from, to, like, run_up))) return run_up;
    }
    return 0;
  }

  const Grid& grid_;
  Layout layout_;
  PacketStore& store_;
  const ProgressFn& progress_;
};

Layout layout_of(const LoopSignal& signal, const Grid& grid, int bodies_per_period,
                 Index settling) {
  const Frames frame = grid.frame();
  const Index first_periodic =
      (signal.periodic_from() + grid.lead_in() + grid.info().delay + frame - 1) / frame;
  return {first_periodic + settling, signal.shape().length * bodies_per_period / frame,
          (signal.periodic_to() + grid.lead_in()) / frame - kLookAhead - kCheck};
}

LoopPackets encode_plainly(const Grid& grid, const std::filesystem::path& scratch_folder,
                           const LoopSignal& signal, std::string why, const ProgressFn& progress) {
  LoopPackets out{grid.info(),   PacketStore(scratch_folder), {}, false, std::move(why),
                  grid.lead_in()};
  const double expected =
      static_cast<double>(signal.shape().total) / static_cast<double>(grid.frame());
  grid.encode(0, std::numeric_limits<Index>::max(), 0, 0, [&](Bytes packet, Frames frames) {
    out.store.add(packet, frames);
    if (progress) {
      progress(std::min(1.0, static_cast<double>(out.store.count()) / expected), "encoding");
    }
  });
  out.sequence.intro = {0, out.store.count()};
  out.store.flush();
  return out;
}

}  // namespace

LoopPackets encode_on_grid(const LoopSignal& signal, const CodecOptions& options,
                           int bodies_per_period, const std::filesystem::path& scratch_folder,
                           const ProgressFn& progress, const std::stop_token& stop) {
  const Grid grid(signal, options, stop);
  for (const Index settling : kSettling) {
    const Layout layout = layout_of(signal, grid, bodies_per_period, settling);
    if (layout.begin + layout.period + kCheck + kLookAhead > layout.tail) break;
    LoopPackets out{grid.info(), PacketStore(scratch_folder), {}, true, "", grid.lead_in()};
    if (!GridLoop(grid, layout, out.store, progress).encode()) continue;
    const auto begin = static_cast<std::size_t>(layout.begin);
    const auto period = static_cast<std::size_t>(layout.period);
    const auto room = static_cast<std::size_t>(layout.tail - layout.begin);
    out.sequence = {.intro = {0, begin},
                    .period = {begin, period},
                    .copies = room / period,
                    .rest = room % period,
                    .tail = {begin + period, out.store.count() - begin - period}};
    return out;
  }
  const Layout layout = layout_of(signal, grid, bodies_per_period, kSettling[0]);
  const bool too_short = layout.begin + layout.period + kCheck + kLookAhead > layout.tail;
  return encode_plainly(grid, scratch_folder, signal,
                        too_short ? "The target is too short for repeating."
                                  : "The encoder did not settle on this sound.",
                        progress);
}

}  // namespace musicgen::looper
