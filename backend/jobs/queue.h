#pragma once
// The one thing between those who ask for work and those who do it. Durable: what `add` returned is
// done once, whatever dies. Every call is safe from any thread and process, and throws
// QueueUnavailable where the queue can't be reached, StorageFull, StorageCorrupt.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/config.h"
#include "jobs/job.h"

namespace musicgen::jobs {

struct Page {
  std::vector<Job> items;
  std::string next_cursor;  // empty at the end
  std::int64_t total = 0;
};

struct Filter {
  std::optional<Status> status;
  std::string kind;    // empty: all
  std::string cursor;  // empty: from the newest
  int limit = 50;      // 1 to 200
};

// A worker's right to a job until the lease ends; `token` proves that it is still this worker's.
struct Lease {
  Job job;
  std::string token;
};

// Jobs that need no model, such as loops: whether a worker takes them too.
enum class Modelless { take, leave };

enum class Signal { go_on, stop };  // stop: cancelled, timed out, or the lease was lost

struct Change {
  std::int64_t revision = 0;  // grows with every change of any job
  Job job;                    // as it is now, not as it was then
};

class Queue {
 public:
  virtual ~Queue() = default;

  // Accepts jobs, all or none. With an idempotency key that was used within 24 h: the jobs of that
  // time where `fingerprint` (a hash of the request's body) is the same, otherwise throws Conflict.
  // Throws QueueFull where more than `max_pending` would wait.
  virtual std::vector<Job> add(const std::vector<NewJob>& jobs, const std::string& idempotency_key,
                               const std::string& fingerprint) = 0;

  virtual Job get(const std::string& id) = 0;   // throws JobNotFound
  virtual Page list(const Filter& filter) = 0;  // newest first
  virtual std::map<std::string, std::int64_t> count_by_status() = 0;

  virtual Job cancel(const std::string& id) = 0;   // throws JobNotFound, Conflict (finished)
  virtual Job retry(const std::string& id) = 0;    // throws JobNotFound, Conflict
  virtual void remove(const std::string& id) = 0;  // throws JobNotFound, Conflict (unfinished)

  // For workers. `models`: the engines that this worker has. `only_id`: nothing but this job. The
  // oldest pending job that fits, or nothing.
  virtual std::optional<Lease> claim(const std::string& worker,
                                     const std::vector<std::string>& models,
                                     const std::string& only_id = "",
                                     Modelless modelless = Modelless::take) = 0;

  // Keeps the lease and tells how far the work is. Call at least every 2 s; a lease lasts 10 s.
  virtual Signal heartbeat(const Lease& lease, double percent, const std::string& stage,
                           std::optional<double> eta_seconds) = 0;

  // Ends the job. Do nothing where the lease is no longer this worker's (false).
  virtual bool complete(const Lease& lease, const Json& result) = 0;
  virtual bool fail(const Lease& lease, const Json& problem) = 0;

  // Gives the job back unharmed (the worker was told to end); the attempt doesn't count.
  virtual bool give_back(const Lease& lease) = 0;

  // Jobs whose worker fell silent: back to pending, or failed (worker_lost) after kMaxAttempts;
  // those that exceed the timeout of the contract: failed (generation_timeout); cancelled ones
  // whose worker is gone: cancelled. Call it every second from the server and from workers.
  virtual void sweep() = 0;

  // Removes jobs that finished before a time, and the oldest finished ones beyond the newest
  // `keep`. Returns how many went.
  virtual std::int64_t prune(TimePoint before, std::int64_t keep) = 0;

  // Jobs that changed after a revision, in order of revision, at most `limit`.
  virtual std::vector<Change> changes_since(std::int64_t revision, int limit) = 0;
  virtual std::int64_t revision() = 0;
};

// The queue that the configuration names (REDIS_URL unset: SQLite in the data directory).
std::unique_ptr<Queue> open_queue(const Config& config);

}  // namespace musicgen::jobs
