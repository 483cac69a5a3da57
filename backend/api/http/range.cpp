#include "api/http/range.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "base/text.h"

namespace musicgen::api::http {
namespace {

// Digits as a number; numbers beyond 64 bits count as the largest one.
std::optional<std::uint64_t> number_in(std::string_view text) {
  if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos) {
    return std::nullopt;
  }
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc()) return std::numeric_limits<std::uint64_t>::max();
  return value;
}

RangeAnswer last_bytes(std::uint64_t wanted, std::uint64_t size) {
  if (wanted == 0 || size == 0) return {RangeKind::unsatisfiable, {}};
  const std::uint64_t count = std::min(wanted, size);
  return {RangeKind::part, {size - count, count}};
}

}  // namespace

RangeAnswer read_range(std::string_view header, std::uint64_t size) {
  constexpr std::string_view kUnit = "bytes=";
  if (to_lower_ascii(header.substr(0, kUnit.size())) != kUnit) return {};
  const std::string_view spec = trim(header.substr(kUnit.size()));
  const std::size_t dash = spec.find('-');
  if (dash == std::string_view::npos) return {};
  const std::string_view from = spec.substr(0, dash);
  const std::string_view to = spec.substr(dash + 1);

  const auto first = number_in(from);
  const auto last = number_in(to);
  if (from.empty() && last) return last_bytes(*last, size);
  if (!first || (!to.empty() && !last) || (last && *last < *first)) return {};
  if (*first >= size) return {RangeKind::unsatisfiable, {}};
  const std::uint64_t end = last ? std::min(*last, size - 1) : size - 1;
  return {RangeKind::part, {*first, end - *first + 1}};
}

}  // namespace musicgen::api::http
