#include "looper/crc.h"

#include <limits>
#include <type_traits>

extern "C" {
#include <libavutil/crc.h>
}

namespace musicgen::looper {
namespace {

template <class Word>
constexpr bool kIs16 = std::is_same_v<Word, std::uint16_t>;

template <class Word>
constexpr Word kPolynomial = static_cast<Word>(kIs16<Word> ? 0x8005u : 0x04C11DB7u);

template <class Word>
Word swapped(std::uint32_t word) {
  Word out = 0;
  for (std::size_t i = 0; i < sizeof(Word); ++i) {
    out = static_cast<Word>(std::uint64_t{out} << 8 | (word >> 8 * i & 0xFF));
  }
  return out;
}

// The product of two polynomials over GF(2) modulo the CRC's.
template <class Word>
Word multiply(Word a, Word b) {
  constexpr int kHighest = std::numeric_limits<Word>::digits - 1;
  Word product = 0;
  for (int bit = kHighest; bit >= 0; --bit) {
    const bool carries = (product >> kHighest & 1) != 0;
    product = static_cast<Word>(std::uint64_t{product} << 1);
    if (carries) product ^= kPolynomial<Word>;
    if ((b >> bit & 1) != 0) product ^= a;
  }
  return product;
}

}  // namespace

template <class Word>
Word Crc<Word>::of(Bytes bytes) {
  // libav keeps these with their bytes swapped.
  const AVCRC* table = av_crc_get_table(kIs16<Word> ? AV_CRC_16_ANSI : AV_CRC_32_IEEE);
  return swapped<Word>(av_crc(table, 0, bytes.data(), bytes.size()));
}

template <class Word>
Word Crc<Word>::shift(std::uint64_t bytes) {
  Word result = 1;
  Word power = 0x100;  // x^8
  for (; bytes > 0; bytes >>= 1) {
    if ((bytes & 1) != 0) result = multiply(result, power);
    power = multiply(power, power);
  }
  return result;
}

template <class Word>
Word Crc<Word>::join(Word first, Word second, Word shift) {
  return static_cast<Word>(multiply(first, shift) ^ second);
}

template struct Crc<std::uint16_t>;
template struct Crc<std::uint32_t>;

}  // namespace musicgen::looper
