// What happens to jobs whose workers died or hang.

#include "jobs/sqlite/rows.h"
#include "jobs/sqlite/sqlite_queue.h"
#include "sql/json_text.h"

namespace musicgen::jobs {
namespace {

// Jobs in work with what `judge` needs to know of them.
std::vector<sql::Row> in_work(sql::Transaction& work) {
  return work.query(
      "SELECT id, attempts, estimate_seconds, claimed_us, progressed_us, lease_until_us "
      "FROM jobs WHERE status = 'processing' ORDER BY number");
}

Problem lost_workers() {
  return problem_of(
      WorkerLost(fmt::format("{} workers died while they worked on this job.", kMaxAttempts))
          .advise("`musicgen doctor` checks the machine; a shorter piece needs less memory. Then "
                  "try the job again."));
}

Problem no_progress(double timeout) {
  return problem_of(GenerationTimeout(fmt::format("The job made no progress for {:g} s.", timeout))
                        .advise("Try it again, or give jobs more time with JOB_TIMEOUT."));
}

Problem too_slow(double limit, double timeout, double estimate) {
  std::string detail = fmt::format("The job took longer than {:g} s", limit);
  if (limit > timeout) detail += fmt::format(", four times its estimate of {:.0f} s", estimate);
  return problem_of(GenerationTimeout(detail + ".")
                        .advise("Ask for a shorter piece, run fewer jobs at the same time, or give "
                                "jobs more time with JOB_TIMEOUT."));
}

}  // namespace

struct SqliteQueue::Verdict {
  std::optional<Problem> failed;  // nothing: it waits again
};

std::optional<SqliteQueue::Verdict> SqliteQueue::judge(const sql::Row& job) const {
  const std::int64_t now_us = options_.steady_clock().count();
  const auto since = [&](const char* column) {
    return static_cast<double>(now_us - job[column].integer()) / 1e6;
  };
  const double overdue = since("lease_until_us");
  if (overdue > 0 || overdue < -Seconds(kLease).count()) {
    if (job["attempts"].integer() < kMaxAttempts) return Verdict{};
    return Verdict{lost_workers()};
  }
  const double timeout = options_.job_timeout.count();
  if (since("progressed_us") > timeout) return Verdict{no_progress(timeout)};

  // Without any estimate nobody can say that a job which moves on takes too long.
  const double estimate = job["estimate_seconds"].real();
  const double limit = std::max(timeout, 4 * estimate);
  if (estimate > 0 && since("claimed_us") > limit) {
    return Verdict{too_slow(limit, timeout, estimate)};
  }
  return std::nullopt;
}

void SqliteQueue::sweep() {
  const auto is_due = [&](const sql::Row& job) { return judge(job).has_value(); };
  {
    sql::Transaction look = database_.read();
    const auto jobs = in_work(look);
    if (std::none_of(jobs.begin(), jobs.end(), is_due)) return;
  }
  sql::Transaction work = database_.write();
  for (const sql::Row& job : in_work(work)) {
    const auto verdict = judge(job);
    if (!verdict) continue;
    if (verdict->failed) {
      change_job(work, job["id"].text(),
                 "status = 'failed', eta_seconds = NULL, token = NULL, error = :error, "
                 "finished_at = :finished_at",
                 {{"error", sql::json_text(problem_json(*verdict->failed))},
                  {"finished_at", options_.clock()}});
    } else {
      change_job(work, job["id"].text(), fmt::format("status = 'pending', {}", kNoAttempt));
    }
  }
  work.commit();
}

}  // namespace musicgen::jobs
