#pragma once
#include <stop_token>
#include <thread>

namespace musicgen::cli {

// Turns the first SIGINT or SIGTERM into a request to stop; a second one ends the program at once.
// Make it before any other thread, so that all threads leave the signals to it.
class StopOnSignal {
 public:
  StopOnSignal();
  ~StopOnSignal();
  StopOnSignal(const StopOnSignal&) = delete;
  StopOnSignal& operator=(const StopOnSignal&) = delete;

  std::stop_token token() const { return stop_.get_token(); }

 private:
  std::stop_source stop_;
  std::jthread waiter_;
};

}  // namespace musicgen::cli
