#pragma once
// Jobs as rows of the table. For the files of this folder only.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "jobs/job.h"
#include "sql/database.h"

namespace musicgen::jobs {

Job job_of(const sql::Row& row);
std::string_view name_of(Status status);

// The job of that id with its place in the line, if there is one.
std::optional<Job> find_job(sql::Transaction& work, const std::string& id);

// The same. Throws JobNotFound.
Job get_job(sql::Transaction& work, const std::string& id);

// Jobs for which `condition` (SQL after WHERE, with ORDER BY and LIMIT) holds.
std::vector<sql::Row> select_jobs(sql::Transaction& work, const std::string& condition,
                                  const sql::Values& values);

// Sets columns ("stage = :stage, ...") of one job and counts it as changed.
void change_job(sql::Transaction& work, const std::string& id, const std::string& assignments,
                sql::Values values = {});

// What a job that waits (again) has in the columns of an attempt.
inline constexpr std::string_view kNoAttempt =
    "progress = 0, stage = '', eta_seconds = NULL, started_at = NULL, token = NULL, worker = NULL, "
    "claimed_us = NULL, progressed_us = NULL, lease_until_us = NULL";

}  // namespace musicgen::jobs
