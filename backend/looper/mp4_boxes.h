#pragma once
// Boxes of MP4 files (ISO 14496-12): a length, a name, a body that may hold further boxes.

#include <initializer_list>

#include "looper/byte_writer.h"

namespace musicgen::looper {

inline ByteWriter box(std::string_view name, const ByteWriter& body) {
  ByteWriter out;
  out.big(8 + body.size(), 4).text(name).raw(body.bytes());
  return out;
}

inline ByteWriter box(std::string_view name, std::initializer_list<ByteWriter> bodies) {
  ByteWriter all;
  for (const ByteWriter& body : bodies) all.raw(body.bytes());
  return box(name, all);
}

// A box whose body begins with a version and flags.
inline ByteWriter full_box(std::string_view name, std::uint32_t flags, const ByteWriter& body) {
  ByteWriter all;
  all.big(flags, 4).raw(body.bytes());
  return box(name, all);
}

}  // namespace musicgen::looper
