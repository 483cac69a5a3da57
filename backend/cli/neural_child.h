#pragma once
// The program musicgen-neural as a child that does the jobs of models which need libtorch.

#include <stop_token>
#include <string>

#include "jobs/job.h"
#include "studio/studio.h"

namespace musicgen::cli {

// For the server: keeps one neural worker alive from the moment when a neural model is installed
// and the program is there, until `stop`.
void keep_neural_worker(studio::Studio& studio, std::stop_token stop);

// For commands: works on one job until `stop`. Returns early where the child can't do it.
void run_neural_job(const studio::Studio& studio, const std::string& job_id, std::stop_token stop);

// Whether the job's model is run by that program rather than by this one.
bool is_neural(const studio::Studio& studio, const jobs::Job& job);

}  // namespace musicgen::cli
