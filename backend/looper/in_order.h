#pragma once
// Work in pieces on several cores, its results taken in order.

#include <algorithm>
#include <cstdint>
#include <deque>
#include <future>
#include <thread>

namespace musicgen::looper {

// Calls `take(make(i))` for i from 0 to `count` - 1: `make` on several threads at once, of which
// one that is done need not wait for the others, and `take` in order on this one. Stops where
// `take` returns false, and returns whether it never did. Memory holds a few results, however many
// pieces there are. What either throws is thrown after the pieces under way have ended.
template <class Make, class Take>
bool in_order(std::int64_t count, Make make, Take take) {
  const std::int64_t threads = std::clamp<std::int64_t>(std::thread::hardware_concurrency(), 1, 4);
  std::deque<std::future<decltype(make(count))>> pieces;
  for (std::int64_t next = 0; next < count || !pieces.empty();) {
    for (; next < count && std::ssize(pieces) <= threads; ++next) {
      pieces.push_back(std::async(std::launch::async, make, next));
    }
    auto result = pieces.front().get();
    pieces.pop_front();
    if (!take(std::move(result))) return false;
  }
  return true;
}

}  // namespace musicgen::looper
