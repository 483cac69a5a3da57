#pragma once
#include <condition_variable>
#include <mutex>
#include <stop_token>

#include "base/units.h"

namespace musicgen::jobs {

// Sleeps, but not beyond a stop.
inline void wait(Seconds time, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait_for(lock, stop, time, [] { return false; });
}

}  // namespace musicgen::jobs
