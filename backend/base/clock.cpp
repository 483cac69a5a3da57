#include "base/clock.h"

#include <cstdio>

#include <fmt/format.h>

#include "base/error.h"

namespace musicgen {

using namespace std::chrono;

TimePoint now() {
  return time_point_cast<microseconds>(system_clock::now());
}

std::string to_rfc3339(TimePoint time) {
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss<milliseconds> clock(floor<milliseconds>(time - day));
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     clock.subseconds().count());
}

TimePoint from_rfc3339(std::string_view text) {
  int y = 0;
  unsigned mo = 0, d = 0, h = 0, mi = 0;
  double s = 0;
  char zone = 0;
  const std::string copy(text);
  const int read =
      std::sscanf(copy.c_str(), "%4d-%2u-%2uT%2u:%2u:%lf%c", &y, &mo, &d, &h, &mi, &s, &zone);
  const year_month_day date{year(y), month(mo), day(d)};
  if (read != 7 || zone != 'Z' || !date.ok() || h > 23 || mi > 59 || s < 0 || s >= 61) {
    throw InvalidParameter("A time must look like 2026-11-22T16:48:59Z.");
  }
  return TimePoint(sys_days(date)) + hours(h) + minutes(mi) +
         duration_cast<microseconds>(duration<double>(s));
}

}  // namespace musicgen
