#include "looper/packet_agreement.h"

#include <algorithm>

namespace musicgen::looper {
namespace {

// Window sequence and shape of each channel, read from the start of an AAC packet
// (ISO 14496-3, 4.4.2.1: an element's id and tag, common_window, then ics_info); what follows the
// first channel of a pair without common windows can't be reached without decoding.
int window_of(Bytes packet, int channels) {
  const auto bits = [&](int from, int count) {
    int value = 0;
    for (int i = from; i < from + count; ++i) {
      const auto byte = static_cast<std::size_t>(i / 8);
      const int bit = byte < packet.size() ? packet[byte] >> (7 - i % 8) & 1 : 0;
      value = value << 1 | bit;
    }
    return value;
  };
  const bool common = channels == 2 && bits(7, 1) == 1;
  const int gain_bits = common ? 0 : 8;
  const int ics_info = (channels == 2 ? 8 : 7) + gain_bits;
  return bits(0, 3) << 4 | (common ? 1 : 0) << 3 | bits(ics_info + 1, 3);
}

}  // namespace

bool agree(const CodecInfo& codec, const std::vector<std::vector<std::uint8_t>>& a,
           const std::vector<std::vector<std::uint8_t>>& b) {
  const std::size_t count = std::min(a.size(), b.size());
  if (codec.options.format != audio::FileFormat::m4a) {
    return std::equal(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(count), b.begin());
  }
  const int channels = codec.options.sound.channels;
  for (std::size_t i = 0; i < count; ++i) {
    if (window_of(a[i], channels) != window_of(b[i], channels)) return false;
  }
  return true;
}

}  // namespace musicgen::looper
