#pragma once
// The CRC-16 of FLAC frames (polynomial 0x8005, highest bit first, start value 0), in parts: a
// checksum of two pieces follows from those of the pieces, because the CRC is linear.

#include <cstdint>

#include "looper/disk.h"

namespace musicgen::looper {

std::uint16_t crc16(Bytes bytes);

// x^(8 * bytes) modulo the polynomial: what `bytes` more bytes do to a checksum.
std::uint16_t crc16_shift(std::uint64_t bytes);

// The checksum of a piece and then another one, whose length gave `shift`.
std::uint16_t crc16_join(std::uint16_t first, std::uint16_t second, std::uint16_t shift);

}  // namespace musicgen::looper
