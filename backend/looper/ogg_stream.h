#pragma once
// Ogg pages (RFC 3533) through libogg.

#include <functional>
#include <memory>

#include "base/units.h"
#include "looper/disk.h"

namespace musicgen::looper {

struct OggPage {
  Bytes header;
  Bytes body;
};

// Makes pages of the packets of one stream.
class OggStream {
 public:
  using TakePage = std::function<void(const OggPage&)>;

  explicit OggStream(TakePage take);
  ~OggStream();
  OggStream(const OggStream&) = delete;
  OggStream& operator=(const OggStream&) = delete;

  // `position` is the number of frames that are complete after the packet.
  void write(Bytes packet, Frames position, bool last = false);

  // Ends the page, as formats want it between their headers and their sound.
  void end_page();

  // Numbers the next page as if so many came before it.
  void skip_pages(std::size_t pages);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// The second packet of an Ogg file: its comments. Throws InternalError where there is none.
std::vector<std::uint8_t> second_ogg_packet(Bytes file);

}  // namespace musicgen::looper
