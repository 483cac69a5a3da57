// The queue as those see it who ask for work.

#include "base/ids.h"
#include "jobs/sqlite/migrations.h"
#include "jobs/sqlite/rows.h"
#include "jobs/sqlite/sqlite_queue.h"
#include "sql/cursor.h"
#include "sql/json_text.h"
#include "sql/revisions.h"

namespace musicgen::jobs {
namespace {

constexpr std::uint32_t kApplicationId = 0x4D474A51;  // "MGJQ"

sql::DatabaseOptions database_options(const std::filesystem::path& file) {
  return {.file = file,
          .name = "queue",
          .application_id = kApplicationId,
          .migrations = migrations(),
          .damage_hint = fmt::format(
              "Stop the studio and move {0}, {0}-wal and {0}-shm away; a new queue is made then. "
              "Jobs that were waiting are lost, finished tracks are not.",
              file.filename().string())};
}

void check_limit(int limit) {
  if (limit >= 1 && limit <= 200) return;
  throw InvalidParameter("limit must be between 1 and 200.").at("/limit");
}

std::vector<Job> jobs_of(const std::vector<sql::Row>& rows) {
  std::vector<Job> jobs;
  for (const sql::Row& row : rows) jobs.push_back(job_of(row));
  return jobs;
}

// What the same key brought within the window; empty where it is new.
std::vector<Job> added_before(sql::Transaction& work, const std::string& key,
                              const std::string& fingerprint, TimePoint since) {
  const sql::Values values{{"key", key}, {"since", since}};
  const auto other = work.first(
      "SELECT fingerprint FROM jobs WHERE idempotency_key = :key AND created_at > :since", values);
  if (!other) return {};
  if ((*other)["fingerprint"].text() != fingerprint) {
    throw Conflict("This Idempotency-Key was used for another request.")
        .advise("Use a new key for each new request.");
  }
  return jobs_of(
      select_jobs(work, "idempotency_key = :key AND created_at > :since ORDER BY number", values));
}

std::string insert_job(sql::Transaction& work, const NewJob& job, const sql::Values& common) {
  const std::string id = new_id();
  const std::int64_t number = sql::next_revision(work);
  sql::Values values = common;
  values.insert(values.end(), {{"number", number},
                               {"id", id},
                               {"kind", job.kind},
                               {"model", job.model},
                               {"estimate", job.estimate.count()},
                               {"client", job.client},
                               {"request", sql::json_text(job.request)}});
  work.run(
      "INSERT INTO jobs (number, id, revision, kind, status, model, estimate_seconds, client, "
      "idempotency_key, fingerprint, created_at, request) VALUES (:number, :id, :number, :kind, "
      "'pending', :model, :estimate, :client, :key, :fingerprint, :created_at, :request)",
      values);
  return id;
}

[[noreturn]] void refuse_finished(const Job& job) {
  throw Conflict(fmt::format("The job is already {}.", name_of(job.status)));
}

}  // namespace

SqliteQueue::SqliteQueue(const SqliteQueueOptions& options)
    : options_(options), database_(database_options(options.file)) {}

void SqliteQueue::refuse_overflow(sql::Transaction& work, std::size_t more) {
  const auto row = work.first("SELECT COUNT(*) AS waiting FROM jobs WHERE status = 'pending'");
  const std::int64_t waiting = row.value()["waiting"].integer();
  if (waiting + static_cast<std::int64_t>(more) <= options_.max_pending) return;
  throw QueueFull(fmt::format("{} jobs are waiting already; the queue holds {}.", waiting,
                              options_.max_pending))
      .advise("Wait until some are done, or cancel some.")
      .retry_after(30);
}

std::vector<Job> SqliteQueue::add(const std::vector<NewJob>& jobs,
                                  const std::string& idempotency_key,
                                  const std::string& fingerprint) {
  const TimePoint now = options_.clock();
  sql::Transaction work = database_.write();
  sql::Values common{{"created_at", now}, {"key", sql::Value()}, {"fingerprint", fingerprint}};
  if (!idempotency_key.empty()) {
    auto before = added_before(work, idempotency_key, fingerprint, now - kIdempotencyWindow);
    if (!before.empty()) return before;
    common[1].second = idempotency_key;
  }
  refuse_overflow(work, jobs.size());

  std::vector<std::string> ids;
  for (const NewJob& job : jobs) ids.push_back(insert_job(work, job, common));
  std::vector<Job> added;
  for (const std::string& id : ids) added.push_back(get_job(work, id));
  work.commit();
  return added;
}

Job SqliteQueue::get(const std::string& id) {
  sql::Transaction work = database_.read();
  return get_job(work, id);
}

Page SqliteQueue::list(const Filter& filter) {
  check_limit(filter.limit);
  std::string condition = "1 = 1";
  sql::Values values;
  if (filter.status) {
    condition += " AND status = :status";
    values.emplace_back("status", name_of(*filter.status));
  }
  if (!filter.kind.empty()) {
    condition += " AND kind = :kind";
    values.emplace_back("kind", filter.kind);
  }

  sql::Transaction work = database_.read();
  Page page;
  page.total = work.first("SELECT COUNT(*) AS total FROM jobs WHERE " + condition, values)
                   .value()["total"]
                   .integer();
  if (!filter.cursor.empty()) {
    condition += " AND number < :before";
    values.emplace_back("before", sql::read_cursor(filter.cursor, "i").front());
  }
  // One more than asked for tells whether there is a next page.
  values.emplace_back("limit", filter.limit + 1);
  auto rows = select_jobs(work, condition + " ORDER BY number DESC LIMIT :limit", values);
  if (rows.size() > static_cast<std::size_t>(filter.limit)) {
    rows.pop_back();
    page.next_cursor = sql::write_cursor({rows.back()["number"]});
  }
  page.items = jobs_of(rows);
  return page;
}

std::map<std::string, std::int64_t> SqliteQueue::count_by_status() {
  std::map<std::string, std::int64_t> counts;
  for (const Status status : {Status::pending, Status::processing, Status::completed,
                              Status::failed, Status::cancelled}) {
    counts[std::string(name_of(status))] = 0;
  }
  sql::Transaction work = database_.read();
  for (const sql::Row& row :
       work.query("SELECT status, COUNT(*) AS total FROM jobs GROUP BY status")) {
    counts[row["status"].text()] = row["total"].integer();
  }
  return counts;
}

Job SqliteQueue::cancel(const std::string& id) {
  sql::Transaction work = database_.write();
  const Job job = get_job(work, id);
  if (is_finished(job.status)) refuse_finished(job);
  // Without its token the worker's next heartbeat is told to stop, and no sweep is needed where the
  // worker is dead.
  change_job(work, id,
             "status = 'cancelled', eta_seconds = NULL, token = NULL, finished_at = :finished_at",
             {{"finished_at", options_.clock()}});
  Job cancelled = get_job(work, id);
  work.commit();
  return cancelled;
}

Job SqliteQueue::retry(const std::string& id) {
  sql::Transaction work = database_.write();
  const Job job = get_job(work, id);
  if (job.status != Status::failed && job.status != Status::cancelled) {
    throw Conflict(fmt::format("The job is {}; only failed and cancelled ones can be tried again.",
                               name_of(job.status)));
  }
  change_job(work, id,
             fmt::format("status = 'pending', attempts = 0, error = NULL, finished_at = NULL, {}",
                         kNoAttempt));
  Job waiting = get_job(work, id);
  work.commit();
  return waiting;
}

void SqliteQueue::remove(const std::string& id) {
  sql::Transaction work = database_.write();
  const Job job = get_job(work, id);
  if (!is_finished(job.status)) {
    throw Conflict("The job is not finished.").advise("Cancel it first.");
  }
  work.run("DELETE FROM jobs WHERE id = :id", {{"id", id}});
  work.commit();
}

std::int64_t SqliteQueue::prune(TimePoint before, std::int64_t keep) {
  constexpr const char* kFinished = "status IN ('completed', 'failed', 'cancelled')";
  sql::Transaction work = database_.write();
  const std::int64_t removed =
      work.run(fmt::format("DELETE FROM jobs WHERE {0} AND (finished_at < :before OR number NOT IN "
                           "(SELECT number FROM jobs WHERE {0} ORDER BY number DESC LIMIT :keep))",
                           kFinished),
               {{"before", before}, {"keep", keep}});
  work.commit();
  return removed;
}

std::vector<Change> SqliteQueue::changes_since(std::int64_t revision, int limit) {
  sql::Transaction work = database_.read();
  std::vector<Change> changes;
  for (const sql::Row& row :
       select_jobs(work, "revision > :revision ORDER BY revision LIMIT :limit",
                   {{"revision", revision}, {"limit", limit}})) {
    changes.push_back({row["revision"].integer(), job_of(row)});
  }
  return changes;
}

std::int64_t SqliteQueue::revision() {
  sql::Transaction work = database_.read();
  return sql::last_revision(work);
}

}  // namespace musicgen::jobs
