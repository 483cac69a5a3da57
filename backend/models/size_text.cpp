#include "models/size_text.h"

#include <fmt/format.h>

namespace musicgen::models {
namespace {

struct Unit {
  double bytes;
  const char* name;
  int digits;
};

Unit unit_for(std::int64_t bytes) {
  if (bytes >= 1'000'000'000) return {1e9, "GB", 1};
  if (bytes >= 10'000'000) return {1e6, "MB", 0};
  if (bytes >= 1'000'000) return {1e6, "MB", 1};
  return {1e3, "kB", 0};
}

std::string number(std::int64_t bytes, const Unit& unit) {
  return fmt::format("{:.{}f}", static_cast<double>(bytes) / unit.bytes, unit.digits);
}

}  // namespace

std::string size_text(std::int64_t bytes) {
  const Unit unit = unit_for(bytes);
  return fmt::format("{} {}", number(bytes, unit), unit.name);
}

std::string share_text(std::int64_t bytes, std::int64_t of) {
  const Unit unit = unit_for(of);
  return fmt::format("{} of {} {}", number(bytes, unit), number(of, unit), unit.name);
}

}  // namespace musicgen::models
