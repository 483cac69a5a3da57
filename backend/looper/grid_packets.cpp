#include <numeric>
#include <optional>

#include "looper/in_order.h"
#include "looper/loop_packets.h"
#include "looper/m4a_file.h"
#include "looper/packet_agreement.h"

namespace musicgen::looper {
namespace {

using Packets = std::vector<std::vector<std::uint8_t>>;
using Index = std::int64_t;  // of a packet in the finished file

constexpr Index kEnd = std::numeric_limits<Index>::max();  // the file's, wherever it lies
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

  // How many packets the whole file has, or a few less.
  Index count() const { return (lead_in_ + signal_.shape().total) / frame(); }

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

  Packets packets(Index from, Index to, Index like, Index run_up) const {
    Packets out;
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

// Packets [from, to) of the file, which are encoded in one go.
struct Stretch {
  Index from = 0;
  Index to = 0;
  Index like = 0;  // the packet whose phase of the encoder's cycle the first one has
  // The packet that its first packets must agree with; none: those that the stretch before it gave
  // past its end.
  std::optional<Index> meets;
};

class GridLoop {
 public:
  GridLoop(const Grid& grid, Layout layout, PacketStore& store, const ProgressFn& progress)
      : grid_(grid), layout_(layout), store_(store), progress_(progress) {}

  // Encodes everything once; false where two stretches don't meet.
  bool encode() {
    const std::vector<Stretch> stretches = all_stretches();
    auto next = stretches.begin();
    return in_order(
        std::ssize(stretches),
        [&](Index i) { return packets_of(stretches[static_cast<std::size_t>(i)], kRunUps[0]); },
        [&](Packets packets) {
          if (!take(*next++, std::move(packets))) return false;
          const auto done = static_cast<double>(next - stretches.begin());
          if (progress_) progress_(done / static_cast<double>(stretches.size()), "encoding");
          return true;
        });
  }

 private:
  // Of fixed lengths, so that the result doesn't depend on the number of threads.
  std::vector<Stretch> all_stretches() const {
    std::vector<Stretch> out;
    const Index end = layout_.begin + layout_.period;
    for (Index from = 0; from < end; from += kChunk) {
      out.push_back({from, std::min(from + kChunk, end), from, {}});
    }
    // Whether the sound after one period makes the packets with which the period begins.
    out.push_back({end, end, layout_.begin, layout_.begin});
    const Index like = layout_.repeated(layout_.tail);
    out.push_back({layout_.tail, layout_.tail + kChunk, like, like});
    for (Index from = layout_.tail + kChunk; from < grid_.count(); from += kChunk) {
      out.push_back({from, from + kChunk, like + from - layout_.tail, {}});
    }
    out.back().to = kEnd;
    return out;
  }

  Packets packets_of(const Stretch& stretch, Index run_up) const {
    return grid_.packets(stretch.from, stretch.to == kEnd ? kEnd : stretch.to + kCheck,
                         stretch.like, run_up);
  }

  bool take(const Stretch& stretch, Packets packets) {
    const Packets expected = stretch.meets ? stored(*stretch.meets) : beyond_;
    for (std::size_t tried = 1; !agree(grid_.info(), expected, packets); ++tried) {
      if (tried == std::size(kRunUps)) return false;
      packets = packets_of(stretch, kRunUps[tried]);
    }
    const auto kept = std::min(packets.size(), static_cast<std::size_t>(stretch.to - stretch.from));
    for (std::size_t i = 0; i < kept; ++i) store_.add(packets[i], grid_.frame());
    beyond_.assign(packets.begin() + static_cast<std::ptrdiff_t>(kept), packets.end());
    store_.flush();
    return true;
  }

  // The packets from there on, at most kCheck and none past the period, where the encoder's cycle
  // jumps.
  Packets stored(Index from) const {
    Packets packets;
    for (Index i = from; i < std::min(from + kCheck, layout_.begin + layout_.period); ++i) {
      packets.push_back(store_.packet(static_cast<std::size_t>(i)));
    }
    return packets;
  }

  const Grid& grid_;
  Layout layout_;
  PacketStore& store_;
  const ProgressFn& progress_;
  Packets beyond_;
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
  grid.encode(0, kEnd, 0, 0, [&](Bytes packet, Frames frames) {
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
