#pragma once
// Cyclic checksums in parts: that of two pieces follows from those of the pieces, because a CRC
// that starts at 0 is linear. Highest bit first, start value 0, nothing inverted.

#include <cstdint>

#include "looper/disk.h"

namespace musicgen::looper {

// 16 bits: that of FLAC frames (polynomial 0x8005). 32 bits: that of Ogg pages (0x04C11DB7).
template <class Word>
struct Crc {
  static Word of(Bytes bytes);

  // x^(8 * bytes) modulo the polynomial: what `bytes` more bytes do to a checksum.
  static Word shift(std::uint64_t bytes);

  // The checksum of a piece and then another one, whose length gave `shift`.
  static Word join(Word first, Word second, Word shift);
};

using Crc16 = Crc<std::uint16_t>;
using Crc32 = Crc<std::uint32_t>;

}  // namespace musicgen::looper
