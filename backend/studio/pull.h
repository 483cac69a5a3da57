#pragma once
// Models: downloading or checking one as a job, and removing one.

#include <stop_token>
#include <string>

#include "base/json.h"
#include "base/progress.h"
#include "models/store.h"
#include "studio/studio.h"

namespace musicgen::studio {

struct PullRequest {
  std::string model;
};
BOOST_DESCRIBE_STRUCT(PullRequest, (), (model))

// The result of a finished job.
struct PullResult {
  std::string model;
  std::int64_t bytes = 0;  // of the model on the disk
};
BOOST_DESCRIBE_STRUCT(PullResult, (), (model, bytes))

// Queues the download of a model by its name or alias; where it is queued already, that job. Asking
// for it is taken as accepting its licences. Throws ModelNotFound, StorageFull, QueueFull,
// InvalidParameter (HF_ENDPOINT).
jobs::Job request_pull(Studio& studio, const std::string& name, const std::string& client);

// Does the work of one job. What an earlier attempt fetched is not fetched again.
Json pull_model(Studio& studio, const jobs::Job& job, const ProgressFn& progress,
                std::stop_token stop);

// What a finished check found; no damage means that every file has its checksum.
struct VerifyResult {
  std::string model;
  std::int64_t bytes = 0;
  std::vector<models::Damage> damages;
};
BOOST_DESCRIBE_STRUCT(VerifyResult, (), (model, bytes, damages))

// Queues the reading of all files of an installed model; where that is queued already, that job.
// Throws ModelNotFound, QueueFull.
jobs::Job request_verify(Studio& studio, const std::string& name, const std::string& client);

// Does the work of one job. A damaged part counts as not installed from then on.
Json verify_model(Studio& studio, const jobs::Job& job, const ProgressFn& progress,
                  std::stop_token stop);

// Removes a model's files and returns the bytes that became free. Throws ModelNotFound, Conflict
// while a job downloads or checks it or makes a song with it.
std::int64_t remove_model(Studio& studio, const std::string& name);

}  // namespace musicgen::studio

template <>
inline constexpr auto musicgen::kRules<musicgen::studio::PullRequest> = musicgen::rules({
    {.field = "model", .about = "Name of the model.", .required = true, .min = 1, .max = 100},
});
