#pragma once
// How long work tells what it is doing and learns that it should stop.

#include <functional>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/error.h"

namespace musicgen {

// Called often with the share that is done (0 to 1, never falling) and the present stage in the
// user's words, such as "rendering drums". Must be cheap and may be called from any thread.
using ProgressFn = std::function<void(double fraction, std::string_view stage)>;

// A slice of a longer job: maps 0..1 of a part onto from..to of the whole.
inline ProgressFn part_of(const ProgressFn& whole, double from, double to) {
  return [whole, from, to](double fraction, std::string_view stage) {
    if (whole) whole(from + fraction * (to - from), stage);
  };
}

// Throws Cancelled once a stop was asked for. Call it at least every 100 ms of work.
inline void throw_if_stopped(const std::stop_token& stop) {
  if (stop.stop_requested()) throw Cancelled("The job was cancelled.");
}

}  // namespace musicgen
