#pragma once
// Encoded packets on the disk, and the order in which a loop file repeats them.

#include <functional>
#include <vector>

#include "base/units.h"
#include "looper/disk.h"

namespace musicgen::looper {

struct PacketRange {
  std::size_t first = 0;
  std::size_t count = 0;
};

// Packets in the order in which they were made, read by one thread at a time. Memory holds 16 bytes
// of each.
class PacketStore {
 public:
  explicit PacketStore(const std::filesystem::path& scratch_folder) : file_(scratch_folder) {}

  void add(Bytes packet, Frames frames);
  void flush() { file_.flush(); }

  std::size_t count() const { return frame_ends_.size() - 1; }
  std::uint64_t bytes(PacketRange range) const;
  Frames frames(PacketRange range) const;

  // Hands over the packets of a range in order, with their index. Call `flush` before.
  void read(PacketRange range, const std::function<void(std::size_t, Bytes)>& take) const;

  // The same bytes in larger pieces, for what does not care where a packet begins.
  void read_through(PacketRange range, const std::function<void(Bytes)>& take) const;
  std::vector<std::uint8_t> packet(std::size_t index) const;

 private:
  // A quarter of a megabyte or so of whole packets at a time.
  std::size_t end_of_window(std::size_t first, std::size_t end) const;
  void each_window(PacketRange range, const std::function<void(PacketRange, Bytes)>& take) const;

  ScratchFile file_;
  std::vector<std::uint64_t> byte_ends_{0};
  std::vector<Frames> frame_ends_{0};
  mutable std::vector<std::uint8_t> window_;  // kept: fresh memory costs more than reading into it
};

// Which packets follow one another in the finished file: an intro, whole copies of a period, the
// beginning of one more, and a tail. The ranges are those of a store.
struct PacketSequence {
  PacketRange intro = {};
  PacketRange period = {};
  std::size_t copies = 0;
  std::size_t rest = 0;  // packets of the period after its last whole copy
  PacketRange tail = {};

  std::size_t count() const;

  // The packets from one position of the file on that lie side by side in the store.
  PacketRange run_at(std::size_t position) const;

  // Calls `take` for every range of the file in order; many may be the same.
  void each_range(const std::function<void(PacketRange)>& take) const;

  // The same packets as indices into the store, one by one.
  void each_packet(const std::function<void(std::size_t)>& take) const;

  std::uint64_t bytes(const PacketStore& store) const;
  Frames frames(const PacketStore& store) const;

  // Bytes of all packets before the one at `position`.
  std::uint64_t bytes_before(const PacketStore& store, std::size_t position) const;
};

}  // namespace musicgen::looper
