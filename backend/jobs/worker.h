#pragma once
// The loop of a worker process: claim, work, end. The work itself is given from above.

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/progress.h"
#include "jobs/queue.h"

namespace musicgen::jobs {

// Does the job and returns its result, or throws. Must be safe to run twice for the same job.
using Handler =
    std::function<Json(const Job& job, const ProgressFn& progress, std::stop_token stop)>;

struct WorkerOptions {
  std::string name;                 // for the log: "worker 4711"
  std::vector<std::string> models;  // engines that it has
  Modelless modelless = Modelless::take;
  Seconds idle_poll{0.2};
  // How long a handler may go on after it was asked to stop. Then the process ends itself (status
  // 70), since nothing else frees a thread that hangs; its job comes back through the queue.
  Seconds stop_grace{10};
};

// Works until `stop`; then the present job is stopped and given back. A heartbeat thread renews the
// lease, reports progress (at most five times a second) with an ETA from the pace so far, and stops
// the work when the queue says so. Throws StorageCorrupt; lesser troubles of the queue are logged
// and waited for.
void run_worker(Queue& queue, const Handler& handler, const WorkerOptions& options,
                std::stop_token stop);

// Works on one job in this process until it is finished, or watches it where another worker has it.
// `on_change` sees each new state, one at a time, while the work runs from another thread. Returns
// the finished job, or after `stop` the job as it then is, given back. Throws JobNotFound.
Job run_job(Queue& queue, const std::string& id, const Handler& handler,
            const WorkerOptions& options, const std::function<void(const Job&)>& on_change,
            std::stop_token stop);

}  // namespace musicgen::jobs
