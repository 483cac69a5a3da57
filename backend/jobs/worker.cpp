#include "jobs/worker.h"

#include <variant>

#include "base/log.h"
#include "jobs/heartbeat.h"
#include "jobs/waiting.h"

namespace musicgen::jobs {
namespace {

constexpr Seconds kSweepInterval{1.0};
constexpr Seconds kTroublePause{1.0};
constexpr Seconds kSettlePause{0.5};
constexpr int kSettleTries = 20;

struct Stopped {};
using Outcome = std::variant<Json, Problem, Stopped>;

Outcome attempt(const Handler& handler, const Job& job, Pace& pace, const std::stop_token& stop) {
  try {
    return handler(
        job, [&](double fraction, std::string_view stage) { pace.report(fraction, stage); }, stop);
  } catch (const Cancelled& error) {
    if (stop.stop_requested()) return Stopped{};
    return problem_of(error);
  } catch (const std::exception& error) {
    log::error("job {} failed: {}", job.id, error.what());
    return problem_of(error);
  } catch (...) {
    log::error("job {} failed: something was thrown that is no exception", job.id);
    return problem_of(std::exception());
  }
}

void tell(Queue& queue, const Lease& lease, const Outcome& outcome) {
  if (const auto* result = std::get_if<Json>(&outcome)) {
    queue.complete(lease, *result);
  } else if (const auto* problem = std::get_if<Problem>(&outcome)) {
    queue.fail(lease, problem_json(*problem));
  } else {
    queue.give_back(lease);
  }
}

// Tells the queue how the work ended. What can't be told now, for instance since the disk is full,
// is tried again while heartbeats keep the lease; given up, the job comes back and runs once more.
void settle(Queue& queue, const Lease& lease, const Outcome& outcome, const std::stop_token& stop) {
  for (int tries = 1;; ++tries) {
    try {
      return tell(queue, lease, outcome);
    } catch (const Error& error) {
      if (tries == kSettleTries || stop.stop_requested()) {
        log::error("job {}: its end can't be recorded: {}", lease.job.id, error.what());
        return;
      }
    }
    wait(kSettlePause, stop);
  }
}

void work_on(Queue& queue, const Lease& lease, const Handler& handler, const WorkerOptions& options,
             const std::function<void()>& on_beat, const std::stop_token& stop) {
  log::info("{} starts {} job {}, attempt {}", options.name, lease.job.kind, lease.job.id,
            lease.job.attempts);
  Pace pace(Pace::Clock::now());
  std::stop_source work;
  const std::stop_callback pass_on(stop, [&] { work.request_stop(); });
  Heartbeat heartbeat(queue, lease, pace, work, options.stop_grace, on_beat);
  const Outcome outcome = attempt(handler, lease.job, pace, work.get_token());
  heartbeat.work_ended();
  if (heartbeat.lost()) {
    log::info("{} stopped job {}", options.name, lease.job.id);
  } else {
    settle(queue, lease, outcome, stop);
  }
}

// Whether a person watching would see a difference.
bool looks_the_same(const Job& a, const Job& b) {
  return a.status == b.status && a.progress == b.progress && a.stage == b.stage &&
         a.eta_seconds == b.eta_seconds && a.attempts == b.attempts &&
         a.queue_position == b.queue_position;
}

}  // namespace

void run_worker(Queue& queue, const Handler& handler, const WorkerOptions& options,
                std::stop_token stop) {
  auto swept = Pace::Clock::time_point();
  while (!stop.stop_requested()) {
    try {
      if (Pace::Clock::now() - swept >= kSweepInterval) {
        queue.sweep();
        swept = Pace::Clock::now();
      }
      if (const auto lease = queue.claim(options.name, options.models, "", options.modelless)) {
        work_on(
            queue, *lease, handler, options, [] {}, stop);
      } else {
        wait(options.idle_poll, stop);
      }
    } catch (const StorageCorrupt&) {
      throw;
    } catch (const Error& error) {
      log::error("{}: {}", options.name, error.what());
      wait(kTroublePause, stop);
    }
  }
}

Job run_job(Queue& queue, const std::string& id, const Handler& handler,
            const WorkerOptions& options, const std::function<void(const Job&)>& on_change,
            std::stop_token stop) {
  std::optional<Job> last;
  const auto look = [&] {
    Job job = queue.get(id);
    if (!last || !looks_the_same(*last, job)) on_change(job);
    last = std::move(job);
  };
  while (true) {
    look();
    if (is_finished(last->status) || stop.stop_requested()) return *std::move(last);
    if (const auto lease = queue.claim(options.name, options.models, id, options.modelless)) {
      work_on(queue, *lease, handler, options, look, stop);
    } else {
      queue.sweep();
      wait(options.idle_poll, stop);
    }
  }
}

}  // namespace musicgen::jobs
