#pragma once
// A job: one piece of long work, from its acceptance to its end.
//
//   pending ──claim──► processing ──complete──► completed
//      │                  │  ├───fail──────────► failed ──retry──► pending
//      │                  │  └───lease lost, tries left──► pending
//      └──cancel──► cancelled ◄──cancel (the worker notices within a second)

#include <optional>
#include <string>

#include "base/clock.h"
#include "base/json.h"

namespace musicgen::jobs {

enum class Status { pending, processing, completed, failed, cancelled };
BOOST_DESCRIBE_ENUM(Status, pending, processing, completed, failed, cancelled)

inline bool is_finished(Status status) {
  return status != Status::pending && status != Status::processing;
}

// An attempt is a worker's claim; after this many a job whose workers die is failed (worker_lost).
inline constexpr int kMaxAttempts = 3;

struct Job {
  std::string id;
  std::string kind;  // "generate", "loop", "export", "edit", "pull", "verify"
  Status status = Status::pending;
  std::string model;    // the engine it needs; empty: any worker can do it
  double progress = 0;  // percent, never falls within an attempt
  std::string stage;    // "rendering drums"
  std::optional<double> eta_seconds;
  int queue_position = 0;  // 1 = next; 0 unless pending
  int attempts = 0;
  TimePoint created_at;
  std::optional<TimePoint> started_at;
  std::optional<TimePoint> finished_at;
  Json request;  // as accepted
  Json result;   // null until completed
  Json error;    // problem_json(...); null unless failed
};

struct NewJob {
  std::string kind;
  std::string model;
  Json request;
  std::string client;   // who asked, for the log; may be empty
  Seconds estimate{0};  // how long it will probably take; 0: unknown
};

// A problem as it stands in `Job::error`: code, detail, field, hint.
Json problem_json(const Problem& problem);

}  // namespace musicgen::jobs
