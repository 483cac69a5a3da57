#pragma once
// MP4 files (ISO 14496-12 and -14) with the index in front, so that they play while they load.

#include <string>
#include <vector>

#include "looper/byte_writer.h"
#include "looper/packet_store.h"

namespace musicgen::looper {

// One stream of packets of equal duration.
struct Mp4Track {
  const PacketStore* store = nullptr;
  const PacketSequence* sequence = nullptr;
  std::size_t packets = 0;  // how many of the sequence are wanted
  std::size_t packets_per_chunk = 1;
  int timescale = 0;               // units of time in a second
  std::uint64_t packet_time = 0;   // of one packet, in those units
  std::uint64_t skipped_time = 0;  // decoded before the first that is played
  std::uint64_t played_time = 0;
  ByteWriter sample_entry;  // what `stsd` says of the codec
  int width_px = 0;         // 0: sound
  int height_px = 0;
  std::size_t key_distance = 1;  // every so many packets one can be decoded without others
};

struct Mp4Movie {
  std::vector<Mp4Track> tracks;  // the first one's units of time are the movie's
  Bytes user_data;               // a whole `udta` box; may be empty
};

// Chunks of all tracks alternate. Throws std::system_error where the disk refuses.
void write_mp4(const Mp4Movie& movie, OutputFile& output);

}  // namespace musicgen::looper
