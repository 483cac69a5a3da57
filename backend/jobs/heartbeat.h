#pragma once
// The thread that keeps a lease while the work runs. For the files of this room only.

#include <atomic>
#include <functional>
#include <stop_token>
#include <thread>

#include "jobs/pace.h"
#include "jobs/worker.h"

namespace musicgen::jobs {

class Heartbeat {
 public:
  // Stops `work` when the queue says so, and this process when the work then goes on beyond
  // `grace`. `on_beat` is called after each beat.
  Heartbeat(Queue& queue, const Lease& lease, const Pace& pace, std::stop_source work,
            Seconds grace, std::function<void()> on_beat);

  // The handler has returned; what follows can't hang.
  void work_ended() { working_ = false; }

  // The queue said stop: the job is no longer this worker's.
  bool lost() const { return lost_; }

 private:
  void run(const std::stop_token& stop);
  void beat(const Pace::View& view);
  void watch_the_end();

  Queue& queue_;
  const Lease& lease_;
  const Pace& pace_;
  std::stop_source work_;
  const Seconds grace_;
  const std::function<void()> on_beat_;
  std::atomic<bool> working_ = true;
  std::atomic<bool> lost_ = false;
  std::optional<Pace::Clock::time_point> asked_to_stop_;
  std::jthread thread_;  // last: starts when all else is there
};

}  // namespace musicgen::jobs
