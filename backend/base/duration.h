#pragma once
#include <string>
#include <string_view>

#include "base/units.h"

namespace musicgen {

// Reads a length of time as people write it: "180", "90s", "3m", "1h30m", "2h", "1:30", "1:02:03",
// "2.5m" or "2,5m". Throws InvalidParameter for anything else; the sign and the size are up to the
// caller.
Seconds duration_of(std::string_view text);

// "0:05", "3:00", "1:02:03".
std::string clock_text(Seconds duration);

// "0:05.250", "62:03.000": to the millisecond.
std::string exact_clock_text(Seconds duration);

}  // namespace musicgen
