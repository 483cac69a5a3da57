#include "looper/packet_store.h"

#include <algorithm>

namespace musicgen::looper {
namespace {

constexpr std::uint64_t kWindowBytes = 256 << 10;

}  // namespace

void PacketStore::add(Bytes packet, Frames frames) {
  file_.append(packet);
  byte_ends_.push_back(byte_ends_.back() + packet.size());
  frame_ends_.push_back(frame_ends_.back() + frames);
}

std::uint64_t PacketStore::bytes(PacketRange range) const {
  return byte_ends_[range.first + range.count] - byte_ends_[range.first];
}

Frames PacketStore::frames(PacketRange range) const {
  return frame_ends_[range.first + range.count] - frame_ends_[range.first];
}

std::size_t PacketStore::end_of_window(std::size_t first, std::size_t end) const {
  const auto begin = byte_ends_.begin();
  const auto past = std::upper_bound(begin + static_cast<std::ptrdiff_t>(first + 1),
                                     begin + static_cast<std::ptrdiff_t>(end + 1),
                                     byte_ends_[first] + kWindowBytes);
  return std::max(first + 1, static_cast<std::size_t>(past - begin) - 1);
}

void PacketStore::each_window(PacketRange range,
                              const std::function<void(PacketRange, Bytes)>& take) const {
  const std::size_t end = range.first + range.count;
  for (std::size_t first = range.first; first < end;) {
    const std::size_t last = end_of_window(first, end);
    window_.resize(byte_ends_[last] - byte_ends_[first]);
    file_.read(byte_ends_[first], window_);
    take({first, last - first}, window_);
    first = last;
  }
}

void PacketStore::read(PacketRange range,
                       const std::function<void(std::size_t, Bytes)>& take) const {
  each_window(range, [&](PacketRange part, Bytes window) {
    const std::uint64_t begin = byte_ends_[part.first];
    for (std::size_t i = part.first; i < part.first + part.count; ++i) {
      take(i, window.subspan(byte_ends_[i] - begin, byte_ends_[i + 1] - byte_ends_[i]));
    }
  });
}

void PacketStore::read_through(PacketRange range, const std::function<void(Bytes)>& take) const {
  each_window(range, [&](PacketRange, Bytes window) { take(window); });
}

std::vector<std::uint8_t> PacketStore::packet(std::size_t index) const {
  std::vector<std::uint8_t> bytes(byte_ends_[index + 1] - byte_ends_[index]);
  file_.read(byte_ends_[index], bytes);
  return bytes;
}

std::size_t PacketSequence::count() const {
  return intro.count + period.count * copies + rest + tail.count;
}

PacketRange PacketSequence::run_at(std::size_t position) const {
  if (position < intro.count) return {intro.first + position, intro.count - position};
  position -= intro.count;
  if (position < period.count * copies) {
    const std::size_t in_period = position % period.count;
    return {period.first + in_period, period.count - in_period};
  }
  position -= period.count * copies;
  if (position < rest) return {period.first + position, rest - position};
  position -= rest;
  return {tail.first + position, tail.count - position};
}

void PacketSequence::each_range(const std::function<void(PacketRange)>& take) const {
  const std::size_t end = count();
  for (std::size_t position = 0; position < end;) {
    const PacketRange run = run_at(position);
    take(run);
    position += run.count;
  }
}

void PacketSequence::each_packet(const std::function<void(std::size_t)>& take) const {
  each_range([&](PacketRange range) {
    for (std::size_t i = range.first; i < range.first + range.count; ++i) take(i);
  });
}

std::uint64_t PacketSequence::bytes(const PacketStore& store) const {
  return bytes_before(store, count());
}

Frames PacketSequence::frames(const PacketStore& store) const {
  return store.frames(intro) + store.frames(period) * static_cast<Frames>(copies) +
         store.frames({period.first, rest}) + store.frames(tail);
}

std::uint64_t PacketSequence::bytes_before(const PacketStore& store, std::size_t position) const {
  std::uint64_t bytes = store.bytes({intro.first, std::min(position, intro.count)});
  position -= std::min(position, intro.count);
  if (period.count > 0) {
    const std::size_t whole = std::min(position / period.count, copies);
    bytes += whole * store.bytes(period);
    position -= whole * period.count;
    const std::size_t part = std::min(position, whole < copies ? period.count : rest);
    bytes += store.bytes({period.first, part});
    position -= part;
  }
  return bytes + store.bytes({tail.first, std::min(position, tail.count)});
}

}  // namespace musicgen::looper
