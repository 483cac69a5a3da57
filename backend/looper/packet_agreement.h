#pragma once
#include <cstdint>
#include <vector>

#include "looper/packet_encoder.h"

namespace musicgen::looper {

// Whether the one row of packets can stand for the other as far as both go: byte for byte, or, for
// AAC, whose rate control keeps them from being the same, with the same windows, which is all that
// a packet's neighbours depend on.
bool agree(const CodecInfo& codec, const std::vector<std::vector<std::uint8_t>>& a,
           const std::vector<std::vector<std::uint8_t>>& b);

}  // namespace musicgen::looper
