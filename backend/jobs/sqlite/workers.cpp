// The queue as workers see it.

#include <cmath>

#include "base/ids.h"
#include "base/text.h"
#include "jobs/sqlite/rows.h"
#include "jobs/sqlite/sqlite_queue.h"
#include "sql/json_text.h"

namespace musicgen::jobs {
namespace {

// The job that a lease is for, while the lease holds.
constexpr const char* kHeld = "id = :id AND token = :token AND status = 'processing'";

sql::Values held_by(const Lease& lease) {
  return {{"id", lease.job.id}, {"token", lease.token}};
}

// Pending jobs that a worker may take, as a condition and its values.
struct Fitting {
  std::string condition = "status = 'pending'";
  sql::Values values;
};

Fitting fitting(const std::vector<std::string>& models, const std::string& only_id,
                Modelless modelless) {
  Fitting fit;
  // No model is called NULL: without any, nothing fits.
  std::string known = modelless == Modelless::take ? "''" : "NULL";
  for (const std::string& model : models) {
    const std::string name = fmt::format("model{}", fit.values.size());
    known += ", :" + name;
    fit.values.emplace_back(name, to_lower_ascii(model));
  }
  fit.condition += fmt::format(" AND LOWER(model) IN ({})", known);
  if (!only_id.empty()) {
    fit.condition += " AND id = :id";
    fit.values.emplace_back("id", only_id);
  }
  return fit;
}

std::optional<std::string> oldest(sql::Transaction& work, const Fitting& fit) {
  const auto row =
      work.first(fmt::format("SELECT id FROM jobs WHERE {} ORDER BY number LIMIT 1", fit.condition),
                 fit.values);
  return row ? std::optional((*row)["id"].text()) : std::nullopt;
}

double seconds_between(std::int64_t from_us, std::chrono::microseconds to) {
  return static_cast<double>(to.count() - from_us) / 1e6;
}

}  // namespace

std::optional<Lease> SqliteQueue::claim(const std::string& worker,
                                        const std::vector<std::string>& models,
                                        const std::string& only_id, Modelless modelless) {
  const Fitting fit = fitting(models, only_id, modelless);
  {
    // Idle workers ask often; only those that see work compete for the right to write.
    sql::Transaction look = database_.read();
    if (!oldest(look, fit)) return std::nullopt;
  }
  sql::Transaction work = database_.write();
  const auto id = oldest(work, fit);
  if (!id) return std::nullopt;
  const std::string token = new_id();
  const auto steady = options_.steady_clock();
  change_job(work, *id,
             "status = 'processing', attempts = attempts + 1, progress = 0, stage = '', "
             "eta_seconds = NULL, started_at = :started_at, token = :token, worker = :worker, "
             "claimed_us = :steady, progressed_us = :steady, lease_until_us = :until",
             {{"started_at", options_.clock()},
              {"token", token},
              {"worker", worker},
              {"steady", steady.count()},
              {"until", (steady + kLease).count()}});
  Lease lease{get_job(work, *id), token};
  work.commit();
  return lease;
}

Signal SqliteQueue::heartbeat(const Lease& lease, double percent, const std::string& stage,
                              std::optional<double> eta_seconds) {
  // What a heartbeat says is worth nothing after a loss of power.
  sql::Transaction work = database_.write(sql::Durability::relaxed);
  const auto held =
      work.first(fmt::format("SELECT progress, stage, eta_seconds, estimate_seconds, claimed_us, "
                             "progressed_us FROM jobs WHERE {}",
                             kHeld),
                 held_by(lease));
  if (!held) return Signal::stop;
  const sql::Row& before = *held;

  const auto steady = options_.steady_clock();
  const double reached = before["progress"].real();
  const double progress = std::isnan(percent) ? reached : std::clamp(percent, reached, 100.0);
  const bool moved = progress > reached || stage != before["stage"].text();
  double estimate = before["estimate_seconds"].real();
  if (estimate == 0 && eta_seconds) {
    estimate = seconds_between(before["claimed_us"].integer(), steady) + *eta_seconds;
  }
  work.run(
      "UPDATE jobs SET lease_until_us = :until, progressed_us = :progressed, "
      "estimate_seconds = :estimate WHERE id = :id",
      {{"until", (steady + kLease).count()},
       {"progressed", moved ? steady.count() : before["progressed_us"].integer()},
       {"estimate", estimate},
       {"id", lease.job.id}});
  if (moved || eta_seconds != before["eta_seconds"].optional_real()) {
    change_job(work, lease.job.id, "progress = :progress, stage = :stage, eta_seconds = :eta",
               {{"progress", progress}, {"stage", stage}, {"eta", eta_seconds}});
  }
  work.commit();
  return Signal::go_on;
}

bool SqliteQueue::end(const Lease& lease, Status status, const Json& result, const Json& error) {
  sql::Transaction work = database_.write();
  const auto held =
      work.first(fmt::format("SELECT progress FROM jobs WHERE {}", kHeld), held_by(lease));
  if (!held) return false;
  const auto or_null = [](const Json& json) {
    return json.is_null() ? sql::Value() : sql::Value(sql::json_text(json));
  };
  change_job(work, lease.job.id,
             "status = :status, progress = :progress, stage = '', eta_seconds = NULL, "
             "token = NULL, finished_at = :finished_at, result = :result, error = :error",
             {{"status", name_of(status)},
              {"progress", status == Status::completed ? 100.0 : (*held)["progress"].real()},
              {"finished_at", options_.clock()},
              {"result", or_null(result)},
              {"error", or_null(error)}});
  work.commit();
  return true;
}

bool SqliteQueue::complete(const Lease& lease, const Json& result) {
  return end(lease, Status::completed, result, nullptr);
}

bool SqliteQueue::fail(const Lease& lease, const Json& problem) {
  return end(lease, Status::failed, nullptr, problem);
}

bool SqliteQueue::give_back(const Lease& lease) {
  sql::Transaction work = database_.write();
  if (!work.first(fmt::format("SELECT id FROM jobs WHERE {}", kHeld), held_by(lease))) return false;
  change_job(work, lease.job.id,
             fmt::format("status = 'pending', attempts = attempts - 1, {}", kNoAttempt));
  work.commit();
  return true;
}

}  // namespace musicgen::jobs
