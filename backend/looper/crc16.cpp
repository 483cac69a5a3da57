#include "looper/crc16.h"

extern "C" {
#include <libavutil/crc.h>
}

namespace musicgen::looper {
namespace {

constexpr unsigned kPolynomial = 0x8005;

// The product of two polynomials over GF(2) modulo the CRC's.
std::uint16_t multiply(std::uint16_t a, std::uint16_t b) {
  unsigned product = 0;
  for (int bit = 15; bit >= 0; --bit) {
    product = (product << 1) ^ ((product & 0x8000u) != 0 ? kPolynomial : 0);
    if ((b >> bit & 1) != 0) product ^= a;
  }
  return static_cast<std::uint16_t>(product);
}

}  // namespace

std::uint16_t crc16(Bytes bytes) {
  // libav keeps this CRC with its two bytes swapped.
  const std::uint32_t swapped =
      av_crc(av_crc_get_table(AV_CRC_16_ANSI), 0, bytes.data(), bytes.size());
  return static_cast<std::uint16_t>((swapped & 0xFF) << 8 | (swapped >> 8 & 0xFF));
}

std::uint16_t crc16_shift(std::uint64_t bytes) {
  std::uint16_t result = 1;
  std::uint16_t power = 0x100;  // x^8
  for (; bytes > 0; bytes >>= 1) {
    if ((bytes & 1) != 0) result = multiply(result, power);
    power = multiply(power, power);
  }
  return result;
}

std::uint16_t crc16_join(std::uint16_t first, std::uint16_t second, std::uint16_t shift) {
  return multiply(first, shift) ^ second;
}

}  // namespace musicgen::looper
