#include "jobs/queue.h"

#include "jobs/sqlite/sqlite_queue.h"

namespace musicgen::jobs {

std::unique_ptr<Queue> open_queue(const Config& config) {
  if (!config.redis_url.empty()) {
    throw QueueUnavailable("REDIS_URL is set, but this build has no Redis queue.")
        .advise("Unset REDIS_URL to use the embedded queue.");
  }
  return std::make_unique<SqliteQueue>(
      SqliteQueueOptions{.file = config.queue_file(), .job_timeout = config.job_timeout});
}

}  // namespace musicgen::jobs
