#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

extern "C" {
#include <libavcodec/vorbis_parser.h>
}

#include "base/error.h"
#include "looper/loop_packets.h"

namespace musicgen::looper {
namespace {

constexpr Frames kReadFrames = 8192;
constexpr std::size_t kCheck = 8;  // packets that must agree where two stretches meet
constexpr Seconds kRunUp{3};       // a tail needs to fall into step before it is joined
constexpr Seconds kPatience{10};   // how long to look for a place where two stretches agree
constexpr Seconds kShortestPeriod{60};

// While libvorbis' blocks are long (2048 frames at 32 to 48 kHz), each one completes so many
// frames.
constexpr Frames kLongStep = 1024;
constexpr int kTries = 4;
// Now and then the sound itself keeps a tail out of step, whenever it begins; not so a little
// earlier.
constexpr int kPlaces = 5;

// Frames that each Vorbis packet completes: a quarter of its own window and of the one before.
class PacketLengths {
 public:
  explicit PacketLengths(const std::vector<std::uint8_t>& extradata)
      : parser_(av_vorbis_parse_init(extradata.data(), static_cast<int>(extradata.size()))) {
    if (parser_ == nullptr) throw InternalError("The Vorbis encoder's headers can't be read.");
  }

  Frames next(Bytes packet) {
    const int frames =
        av_vorbis_parse_frame(parser_.get(), packet.data(), static_cast<int>(packet.size()));
    return std::exchange(first_, false) ? 0 : frames;
  }

 private:
  struct Free {
    void operator()(AVVorbisParseContext* parser) const { av_vorbis_parse_free(&parser); }
  };
  std::unique_ptr<AVVorbisParseContext, Free> parser_;
  bool first_ = true;
};

// FNV-1a (Fowler, Noll, Vo), enough to compare packets without keeping them in memory.
std::uint64_t hash_of(Bytes packet) {
  std::uint64_t hash = 0xCBF29CE484222325u;
  for (const std::uint8_t byte : packet) hash = (hash ^ byte) * 0x100000001B3u;
  return hash;
}

// A row of packets in a store with the place in the sound where each one ends.
struct Row {
  std::size_t first = 0;  // in the store
  std::vector<std::uint64_t> hashes;
  std::vector<Frames> ends;

  std::size_t size() const { return ends.size(); }
  std::size_t at_or_after(Frames place) const {
    return static_cast<std::size_t>(std::lower_bound(ends.begin(), ends.end(), place) -
                                    ends.begin());
  }
};

// Two packets of two rows, a number of frames apart, from which on the rows agree.
struct Meeting {
  std::size_t a;
  std::size_t b;
};

bool agree(const Row& a, std::size_t i, const Row& b, std::size_t j, Frames apart) {
  if (i + kCheck > a.size() || j + kCheck > b.size()) return false;
  for (std::size_t k = 0; k < kCheck; ++k) {
    if (a.ends[i + k] + apart != b.ends[j + k] || a.hashes[i + k] != b.hashes[j + k]) return false;
  }
  return true;
}

// The first place at or after `from` (in `a`) where the rows agree.
std::optional<Meeting> find_meeting(const Row& a, const Row& b, Frames apart, Frames from,
                                    Frames until) {
  std::size_t j = 0;
  for (std::size_t i = a.at_or_after(from); i < a.size() && a.ends[i] < until; ++i) {
    j = std::max(j, b.at_or_after(a.ends[i] + apart));
    // A packet overlaps with its predecessor: that one has to agree as well.
    if (agree(a, i, b, j, apart)) return Meeting{i + 1, j + 1};
  }
  return std::nullopt;
}

class DriftingEncoder {
 public:
  DriftingEncoder(const LoopSignal& signal, const CodecOptions& options, PacketStore& store,
                  const ProgressFn& progress, const std::stop_token& stop)
      : signal_(signal), options_(options), store_(store), progress_(progress), stop_(stop) {}

  Frames frames(Seconds time) const { return frames_of(time, options_.sound.sample_rate_hz); }

  // Encodes the sound from `from` on, to its end or until packets end past `to`.
  Row encode(Frames from, Frames to) {
    Row row{store_.count(), {}, {}};
    PacketEncoder encoder(options_);
    PacketLengths lengths(encoder.info().extradata);
    Frames end = from;
    const auto take = [&](Bytes packet, Frames) {
      const Frames frames = lengths.next(packet);
      end += frames;
      store_.add(packet, frames);
      row.hashes.push_back(hash_of(packet));
      row.ends.push_back(end);
    };
    LoopSignal signal = signal_;
    signal.seek(from);
    std::vector<float> block(static_cast<std::size_t>(kReadFrames * signal.format().channels));
    while (end < to) {
      throw_if_stopped(stop_);
      const std::size_t frames = signal.read(block);
      encoder.write(std::span(block).first(frames * block.size() / kReadFrames), take);
      if (frames < kReadFrames) break;
      if (progress_) {
        const double whole = static_cast<double>(std::min(to, signal.shape().total));
        progress_(std::min(1.0, static_cast<double>(end) / whole), "encoding");
      }
    }
    if (end < to) encoder.finish(take);
    store_.flush();
    return row;
  }

 private:
  const LoopSignal& signal_;
  const CodecOptions& options_;
  PacketStore& store_;
  const ProgressFn& progress_;
  const std::stop_token& stop_;
};

void encode_plainly(DriftingEncoder& encoder, LoopPackets& out, std::string why) {
  const Row all = encoder.encode(0, std::numeric_limits<Frames>::max());
  out.sequence = {.intro = {all.first, all.size()}};
  out.repeated = false;
  out.why = std::move(why);
}

// Where copies of the period go over into the tail.
struct Join {
  Frames copies;
  Row tail;
  Meeting at;
};

// A tail that falls into step with the period soon after `tail_at`.
std::optional<Join> find_join(DriftingEncoder& encoder, const Row& head, const Meeting& again,
                              Frames period, Frames tail_at) {
  if (tail_at < head.ends[again.a] + period) return std::nullopt;
  const Frames patience = encoder.frames(kPatience);
  const Frames copies = (tail_at - head.ends[again.a]) / period;
  const Frames moved = copies * period;
  const Frames join_from = std::min(tail_at - moved, head.ends[again.b] - patience);
  const Frames joins_at = join_from + moved;
  Frames start = joins_at - encoder.frames(kRunUp);
  for (int i = 0; i < kTries; ++i) {
    Row tail = encoder.encode(start, std::numeric_limits<Frames>::max());
    const auto join = find_meeting(head, tail, moved, join_from, join_from + patience);
    if (join) return Join{copies, std::move(tail), *join};
    // A fresh encoder begins with a few short blocks, and how many depends on the sound; its long
    // blocks then lie elsewhere than those of the period, by as much as it has to begin later.
    const Frames behind =
        head.ends[head.at_or_after(join_from)] + moved - tail.ends[tail.at_or_after(joins_at)];
    start += (behind % kLongStep + kLongStep) % kLongStep;
  }
  return std::nullopt;
}

}  // namespace

// Vorbis cuts the sound into long and short blocks as it likes, so a period is looked for between
// two packets that end a period apart and from which on all packets are the same.
LoopPackets encode_drifting(const LoopSignal& signal, const CodecOptions& options,
                            int bodies_per_period, const std::filesystem::path& scratch_folder,
                            const ProgressFn& progress, const std::stop_token& stop) {
  LoopPackets out{PacketEncoder(options).info(), PacketStore(scratch_folder), {}, true, "", 0};
  const int rate = options.sound.sample_rate_hz;
  const Frames run_up = frames_of(kRunUp, rate);
  const Frames patience = frames_of(kPatience, rate);
  const Frames bodies = signal.shape().length * bodies_per_period;
  const Frames period = bodies * (frames_of(kShortestPeriod, rate) / bodies + 1);
  const Frames begin = signal.periodic_from() + run_up;
  const Frames tail_at = signal.periodic_to() - patience;
  DriftingEncoder encoder(signal, options, out.store, progress, stop);
  if (begin + period + 3 * patience > tail_at) {
    encode_plainly(encoder, out, "The target is too short for repeating.");
    return out;
  }
  const Row head = encoder.encode(0, begin + period + 2 * patience);
  const std::optional<Meeting> again = find_meeting(head, head, period, begin, begin + patience);
  if (!again) {
    encode_plainly(encoder, out, "The encoder did not settle on this sound.");
    return out;
  }

  for (int place = 0; place < kPlaces; ++place) {
    const std::optional<Join> join =
        find_join(encoder, head, *again, period, tail_at - place * patience);
    if (!join) continue;
    out.sequence = {.intro = {0, again->a},
                    .period = {again->a, again->b - again->a},
                    .copies = static_cast<std::size_t>(join->copies),
                    .rest = join->at.a - again->a,
                    .tail = {join->tail.first + join->at.b, join->tail.size() - join->at.b}};
    return out;
  }
  encode_plainly(encoder, out, "The encoder did not settle on this sound.");
  return out;
}

}  // namespace musicgen::looper
