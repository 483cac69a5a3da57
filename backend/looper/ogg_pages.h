#pragma once
// Finished Ogg pages that come again and again in a file.
//
// A later copy differs in three numbers of its header (RFC 3533, section 6): the position, the
// page's number, and the CRC, which need not be computed anew: it changes by the CRC of what has
// changed.

#include <vector>

#include "looper/ogg_stream.h"
#include "looper/packet_store.h"

namespace musicgen::looper {

// Memory holds the headers alone: the bodies are the packets of a range, one after the other.
class OggPages {
 public:
  OggPages(const PacketStore& store, PacketRange packets) : store_(store), packets_(packets) {}

  // The next page that was made of the range's packets. The first has to begin with the range and
  // the last to end with it.
  void add(const OggPage& page);

  std::size_t count() const { return pages_.size(); }

  // Writes all pages, `frames` and `pages` later in the stream than they were made for.
  void write_again(Frames frames, std::size_t pages, OutputFile& output) const;

 private:
  struct Page {
    std::vector<std::uint8_t> header;
    std::size_t body_bytes;
    std::uint32_t crc_shift;  // of what follows the changing numbers
  };

  static std::vector<std::uint8_t> header_of(const Page& page, Frames frames, std::size_t pages);

  const PacketStore& store_;
  PacketRange packets_;
  std::vector<Page> pages_;
};

}  // namespace musicgen::looper
