#include "engines/composer/sound/worker_pool.h"

#include <stdexcept>

#include <gtest/gtest.h>

namespace musicgen::composer {

namespace {

TEST(WorkerPool, DoesEveryItemOnce) {
  for (const int threads : {1, 2, 5}) {
    WorkerPool pool(threads);
    for (std::size_t count = 0; count < 50; ++count) {
      std::vector<std::atomic<int>> done(count);
      pool.run(count, [&](std::size_t i) { ++done[i]; });
      for (const auto& times : done) EXPECT_EQ(times, 1);
    }
  }
}

TEST(WorkerPool, ThrowsAgainWhatAnItemThrew) {
  WorkerPool pool(3);
  const auto fail = [](std::size_t i) {
    if (i == 7) throw std::runtime_error("seven");
  };
  EXPECT_THROW(pool.run(20, fail), std::runtime_error);
  EXPECT_NO_THROW(pool.run(5, fail));
}

}  // namespace

}  // namespace musicgen::composer
