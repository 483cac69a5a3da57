#pragma once
#include <chrono>
#include <string>
#include <string_view>

namespace musicgen {

// Times of day have whole microseconds, so that they survive a database unchanged.
using TimePoint = std::chrono::time_point<std::chrono::system_clock, std::chrono::microseconds>;

TimePoint now();

// RFC 3339 in UTC with milliseconds: "2026-11-22T16:48:59.120Z".
std::string to_rfc3339(TimePoint time);

// Throws InvalidParameter where the text is not an RFC 3339 time in UTC ("Z").
TimePoint from_rfc3339(std::string_view text);

// Microseconds since 1970, as databases keep it.
inline long long to_microseconds(TimePoint time) {
  return time.time_since_epoch().count();
}
inline TimePoint from_microseconds(long long us) {
  return TimePoint(std::chrono::microseconds(us));
}

}  // namespace musicgen
