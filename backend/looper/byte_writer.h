#pragma once
// Puts numbers and text into bytes, in the order that file formats want.

#include <cstdint>
#include <string_view>
#include <vector>

#include "looper/disk.h"

namespace musicgen::looper {

class ByteWriter {
 public:
  ByteWriter& text(std::string_view text) {
    bytes_.insert(bytes_.end(), text.begin(), text.end());
    return *this;
  }
  ByteWriter& raw(Bytes bytes) {
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    return *this;
  }
  ByteWriter& zeros(std::size_t count) {
    bytes_.insert(bytes_.end(), count, 0);
    return *this;
  }
  // The lowest `width` bytes of a number, highest first.
  ByteWriter& big(std::uint64_t number, int width) {
    for (int i = width - 1; i >= 0; --i)
      bytes_.push_back(static_cast<std::uint8_t>(number >> 8 * i));
    return *this;
  }
  // The same, lowest first.
  ByteWriter& little(std::uint64_t number, int width) {
    for (int i = 0; i < width; ++i) bytes_.push_back(static_cast<std::uint8_t>(number >> 8 * i));
    return *this;
  }

  std::size_t size() const { return bytes_.size(); }
  const std::vector<std::uint8_t>& bytes() const { return bytes_; }
  std::vector<std::uint8_t>& bytes() { return bytes_; }

 private:
  std::vector<std::uint8_t> bytes_;
};

inline std::uint32_t big_u32(Bytes at) {
  return static_cast<std::uint32_t>(at[0]) << 24 | static_cast<std::uint32_t>(at[1]) << 16 |
         static_cast<std::uint32_t>(at[2]) << 8 | at[3];
}

inline std::uint32_t little_u32(Bytes at) {
  return static_cast<std::uint32_t>(at[3]) << 24 | static_cast<std::uint32_t>(at[2]) << 16 |
         static_cast<std::uint32_t>(at[1]) << 8 | at[0];
}

}  // namespace musicgen::looper
