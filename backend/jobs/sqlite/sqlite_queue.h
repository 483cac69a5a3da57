#pragma once
// The queue of one machine: a SQLite file that the server and its workers share.
//
// Times that people see are times of day. Everything that is measured (leases, timeouts) is in the
// machine's steady clock, which all its processes share and which no change of the time of day
// moves. It starts anew with the machine; a lease that ends later than any could is of before that.

#include <chrono>
#include <functional>
#include <string>

#include "jobs/queue.h"
#include "sql/database.h"

namespace musicgen::jobs {

// CLOCK_MONOTONIC, the same in every process of the machine.
inline std::chrono::microseconds since_boot() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now().time_since_epoch());
}

struct SqliteQueueOptions {
  std::filesystem::path file;
  Seconds job_timeout{600};
  std::int64_t max_pending = 1000;
  std::function<TimePoint()> clock = now;
  std::function<std::chrono::microseconds()> steady_clock = since_boot;
};

inline constexpr std::chrono::seconds kLease{10};
inline constexpr std::chrono::hours kIdempotencyWindow{24};

class SqliteQueue : public Queue {
 public:
  explicit SqliteQueue(const SqliteQueueOptions& options);

  std::vector<Job> add(const std::vector<NewJob>& jobs, const std::string& idempotency_key,
                       const std::string& fingerprint) override;
  Job get(const std::string& id) override;
  Page list(const Filter& filter) override;
  std::map<std::string, std::int64_t> count_by_status() override;
  Job cancel(const std::string& id) override;
  Job retry(const std::string& id) override;
  void remove(const std::string& id) override;

  std::optional<Lease> claim(const std::string& worker, const std::vector<std::string>& models,
                             const std::string& only_id,
                             Modelless modelless = Modelless::take) override;
  Signal heartbeat(const Lease& lease, double percent, const std::string& stage,
                   std::optional<double> eta_seconds) override;
  bool complete(const Lease& lease, const Json& result) override;
  bool fail(const Lease& lease, const Json& problem) override;
  bool give_back(const Lease& lease) override;
  void sweep() override;
  std::int64_t prune(TimePoint before, std::int64_t keep) override;

  std::vector<Change> changes_since(std::int64_t revision, int limit) override;
  std::int64_t revision() override;

 private:
  void refuse_overflow(sql::Transaction& work, std::size_t more);
  bool end(const Lease& lease, Status status, const Json& result, const Json& error);
  struct Verdict;
  std::optional<Verdict> judge(const sql::Row& job) const;

  SqliteQueueOptions options_;
  sql::Database database_;
};

}  // namespace musicgen::jobs
