#include "jobs/sqlite/rows.h"

#include "base/text.h"
#include "sql/json_text.h"
#include "sql/revisions.h"

namespace musicgen::jobs {
namespace {

constexpr std::string_view kColumns =
    "number, revision, id, kind, status, model, progress, stage, eta_seconds, attempts, "
    "created_at, started_at, finished_at, request, result, error, "
    "CASE WHEN status = 'pending' THEN (SELECT COUNT(*) FROM jobs AS earlier "
    "WHERE earlier.status = 'pending' AND earlier.number <= jobs.number) ELSE 0 END "
    "AS queue_position";

Status status_of(const std::string& name) {
  Status status = Status::pending;
  if (!boost::describe::enum_from_string(name.c_str(), status)) {
    sql::refuse_unreadable("a job's status");
  }
  return status;
}

}  // namespace

Job job_of(const sql::Row& row) {
  Job job;
  job.id = row["id"].text();
  job.kind = row["kind"].text();
  job.status = status_of(row["status"].text());
  job.model = row["model"].text();
  job.progress = row["progress"].real();
  job.stage = row["stage"].text();
  job.eta_seconds = row["eta_seconds"].optional_real();
  job.queue_position = static_cast<int>(row["queue_position"].integer());
  job.attempts = static_cast<int>(row["attempts"].integer());
  job.created_at = row["created_at"].time();
  job.started_at = row["started_at"].optional_time();
  job.finished_at = row["finished_at"].optional_time();
  job.request = sql::json_in(row["request"]);
  job.result = sql::json_in(row["result"]);
  job.error = sql::json_in(row["error"]);
  return job;
}

std::string_view name_of(Status status) {
  return boost::describe::enum_to_string(status, "");
}

std::optional<Job> find_job(sql::Transaction& work, const std::string& id) {
  const auto rows = select_jobs(work, "id = :id", {{"id", id}});
  return rows.empty() ? std::nullopt : std::optional(job_of(rows.front()));
}

Job get_job(sql::Transaction& work, const std::string& id) {
  if (auto job = find_job(work, id)) return *std::move(job);
  throw JobNotFound(fmt::format("There is no job {}.", first_characters(clean_text(id), 40)));
}

std::vector<sql::Row> select_jobs(sql::Transaction& work, const std::string& condition,
                                  const sql::Values& values) {
  return work.query(fmt::format("SELECT {} FROM jobs WHERE {}", kColumns, condition), values);
}

void change_job(sql::Transaction& work, const std::string& id, const std::string& assignments,
                sql::Values values) {
  values.emplace_back("revision", sql::next_revision(work));
  values.emplace_back("id", id);
  work.run(fmt::format("UPDATE jobs SET revision = :revision, {} WHERE id = :id", assignments),
           values);
}

}  // namespace musicgen::jobs
