#pragma once
// What commands do that put a job into the library's queue and wait for it.

#include <filesystem>
#include <stop_token>
#include <string>

#include "jobs/job.h"
#include "studio/studio.h"

namespace musicgen::cli {

// Does the work of a queued job here, with its progress on the screen. Returns the completed job;
// throws what it failed with, and Cancelled where `stop` came first.
jobs::Job run_to_end(studio::Studio& studio, const std::string& job_id, std::stop_token stop);

// A copy of a library's file where the user wants it, whole or not at all.
void copy_out(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace musicgen::cli
