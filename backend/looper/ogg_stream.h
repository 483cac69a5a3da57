#pragma once
// Ogg pages (RFC 3533) through libogg.

#include <memory>

#include "base/units.h"
#include "looper/disk.h"

namespace musicgen::looper {

// Writes packets of one stream as pages.
class OggStream {
 public:
  explicit OggStream(OutputFile& output);
  ~OggStream();
  OggStream(const OggStream&) = delete;
  OggStream& operator=(const OggStream&) = delete;

  // `position` is the number of frames that are complete after the packet.
  void write(Bytes packet, Frames position, bool last = false);

  // Ends the page, as formats want it between their headers and their sound.
  void end_page();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// The second packet of an Ogg file: its comments. Throws InternalError where there is none.
std::vector<std::uint8_t> second_ogg_packet(Bytes file);

}  // namespace musicgen::looper
