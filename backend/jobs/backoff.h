#pragma once
#include <algorithm>

#include "base/units.h"

namespace musicgen::jobs {

// How long to wait before something that ended is started again: 0.1 s, doubled up to 10 s as long
// as it keeps ending within 10 s of its start.
class Backoff {
 public:
  Seconds after(Seconds lived) {
    const bool young = lived < kLongest;
    pause_ = young ? std::clamp(2 * pause_, kShortest, kLongest) : kShortest;
    return pause_;
  }

 private:
  static constexpr Seconds kShortest{0.1};
  static constexpr Seconds kLongest{10};
  Seconds pause_{0};
};

}  // namespace musicgen::jobs
