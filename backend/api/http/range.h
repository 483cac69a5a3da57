#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace musicgen::api::http {

struct ByteRange {
  std::uint64_t first = 0;
  std::uint64_t size = 0;
};

enum class RangeKind { whole, part, unsatisfiable };

struct RangeAnswer {
  RangeKind kind = RangeKind::whole;
  ByteRange range;  // where kind is part
};

// What a Range header asks of a file of `size` bytes (RFC 9110, section 14). One range of bytes is
// served, "bytes=0-99", "bytes=100-" or "bytes=-100"; several ranges, other units and what is not
// well formed get the whole file, as section 14.2 allows.
RangeAnswer read_range(std::string_view header, std::uint64_t size);

}  // namespace musicgen::api::http
