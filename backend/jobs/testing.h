#pragma once
#include <chrono>
#include <functional>
#include <thread>

namespace musicgen::jobs {

// Waits until something that surely comes is there; false after a minute without it.
inline bool eventually(const std::function<bool()>& happened) {
  for (int i = 0; i < 6000; ++i) {
    if (happened()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

}  // namespace musicgen::jobs
