#include "base/ids.h"

#include <chrono>
#include <cstdint>
#include <mutex>
#include <random>

#include <fmt/format.h>

namespace musicgen {
namespace {

struct Parts {
  std::uint64_t milliseconds;
  std::uint32_t counter;  // 12 bits: keeps the order of ids within one millisecond
  std::uint64_t random;   // 62 bits
};

Parts next_parts() {
  static std::mutex mutex;
  static std::uint64_t last_ms = 0;
  static std::uint32_t counter = 0;
  thread_local std::random_device device;

  const std::uint64_t random =
      (static_cast<std::uint64_t>(device()) << 32 | device()) & 0x3FFF'FFFF'FFFF'FFFF;
  const auto now =
      static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(
                                     std::chrono::system_clock::now().time_since_epoch())
                                     .count());
  const std::lock_guard lock(mutex);
  if (now > last_ms) {
    last_ms = now;
    counter = device() & 0x7FF;
  } else if (++counter > 0xFFF) {
    ++last_ms;
    counter = 0;
  }
  return {last_ms, counter, random};
}

}  // namespace

std::string new_id() {
  const Parts p = next_parts();
  return fmt::format("{:08x}-{:04x}-7{:03x}-{:04x}-{:012x}", p.milliseconds >> 16,
                     p.milliseconds & 0xFFFF, p.counter, 0x8000 | (p.random >> 48),
                     p.random & 0xFFFF'FFFF'FFFF);
}

bool is_id(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    if (dash ? c != '-' : !hex) return false;
  }
  return true;
}

}  // namespace musicgen
