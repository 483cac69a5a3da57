#pragma once
// A queue of its own and a clock that only moves when told, for the tests of this room.

#include <atomic>
#include <memory>

#include <gtest/gtest.h>

#include "base/files.h"
#include "jobs/sqlite/sqlite_queue.h"

namespace musicgen::jobs {

inline NewJob new_job(const std::string& kind = "generate", const std::string& model = "") {
  NewJob job;
  job.kind = kind;
  job.model = model;
  job.request = JsonObject{{"prompt", "rain"}};
  return job;
}

class QueueTest : public testing::Test {
 protected:
  std::filesystem::path file() const { return folder_.path() / "queue.sqlite"; }

  SqliteQueueOptions options() {
    SqliteQueueOptions options;
    options.file = file();
    options.job_timeout = Seconds(600);
    options.clock = [this] { return from_microseconds(1'700'000'000'000'000 + time_us_); };
    options.steady_clock = [this] { return std::chrono::microseconds(5'000'000 + time_us_); };
    return options;
  }

  void pass(Seconds time) { time_us_ += static_cast<long long>(time.count() * 1e6); }

  std::string add(const NewJob& job = new_job()) { return queue().add({job}, "", "")[0].id; }

  // The oldest job that needs no model.
  Lease claim() { return queue().claim("worker", {}, "").value(); }

  Status status(const std::string& id) { return queue().get(id).status; }

  // Opened by the first test that needs it, so that others can fork before.
  SqliteQueue& queue() {
    if (!queue_) queue_ = std::make_unique<SqliteQueue>(options());
    return *queue_;
  }

 private:
  ScratchFolder folder_{std::filesystem::temp_directory_path()};
  std::atomic<long long> time_us_ = 0;
  std::unique_ptr<SqliteQueue> queue_;
};

}  // namespace musicgen::jobs
