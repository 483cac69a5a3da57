#include "studio/pull.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/text.h"
#include "models/fetch.h"
#include "models/hub.h"

namespace musicgen::studio {
namespace {

// A line this slow is still waited for: with an estimate made for it no download that moves on is
// given up.
constexpr double kSlowestBytesPerSecond = 50e3;
constexpr double kSlowestDiskBytesPerSecond = 5e6;

std::string model_in(const jobs::Job& job) {
  return job.model.empty() ? from_json<PullRequest>(job.request).model : job.model;
}

// The first unfinished job that has to do with the model.
std::optional<jobs::Job> job_of(jobs::Queue& queue, const std::string& model,
                                std::string_view kind) {
  for (const jobs::Status status : {jobs::Status::processing, jobs::Status::pending}) {
    jobs::Filter filter{.status = status, .kind = std::string(kind), .limit = 200};
    do {
      const jobs::Page page = queue.list(filter);
      for (const jobs::Job& job : page.items) {
        if (to_lower_ascii(model_in(job)) == to_lower_ascii(model)) return job;
      }
      filter.cursor = page.next_cursor;
    } while (!filter.cursor.empty());
  }
  return std::nullopt;
}

}  // namespace

jobs::Job request_pull(Studio& studio, const std::string& name, const std::string& client) {
  const models::Store store(studio.config);
  const models::Model& model = store.catalogue().find(name);
  const models::Hub refuses_a_wrong_endpoint(studio.config);
  if (auto job = job_of(studio.queue, model.name, "pull")) return *std::move(job);
  std::int64_t bytes = -store.half_done_bytes(model);
  for (const models::Part* part : store.missing(model)) bytes += part->bytes();
  models::check_space(store, std::max<std::int64_t>(bytes, 0));
  const std::vector<jobs::NewJob> wanted{
      {.kind = "pull",
       .request = to_json(PullRequest{model.name}),
       .client = client,
       .estimate = Seconds(60 + static_cast<double>(std::max<std::int64_t>(bytes, 0)) /
                                    kSlowestBytesPerSecond)}};
  return studio.queue.add(wanted, "", "").front();
}

Json pull_model(Studio& studio, const jobs::Job& job, const ProgressFn& progress,
                std::stop_token stop) {
  models::Store store(studio.config);
  const models::Model& model = store.catalogue().find(model_in(job));
  models::fetch_model(store, studio.config, model, progress, stop);
  return to_json(PullResult{model.name, store.bytes_of(model)});
}

jobs::Job request_verify(Studio& studio, const std::string& name, const std::string& client) {
  const models::Store store(studio.config);
  const models::Model& model = store.resolve(name);
  store.files(model);  // throws where it is not installed
  if (auto job = job_of(studio.queue, model.name, "verify")) return *std::move(job);
  const std::vector<jobs::NewJob> wanted{
      {.kind = "verify",
       .request = to_json(PullRequest{model.name}),
       .client = client,
       .estimate =
           Seconds(60 + static_cast<double>(store.bytes_of(model)) / kSlowestDiskBytesPerSecond)}};
  return studio.queue.add(wanted, "", "").front();
}

Json verify_model(Studio& studio, const jobs::Job& job, const ProgressFn& progress,
                  std::stop_token stop) {
  models::Store store(studio.config);
  const models::Model& model = store.catalogue().find(model_in(job));
  const std::int64_t bytes = store.bytes_of(model);
  return to_json(VerifyResult{model.name, bytes, store.verify(model, progress, stop)});
}

std::int64_t remove_model(Studio& studio, const std::string& name) {
  models::Store store(studio.config);
  const models::Model& model = store.resolve(name);
  if (job_of(studio.queue, model.name, "pull")) {
    throw Conflict(fmt::format("{} is being downloaded.", model.name))
        .advise("Cancel the download first.");
  }
  if (job_of(studio.queue, model.name, "verify")) {
    throw Conflict(fmt::format("{} is being checked.", model.name))
        .advise("Wait until that is done, or cancel it.");
  }
  if (job_of(studio.queue, model.name, "generate")) {
    throw Conflict(fmt::format("{} is in use.", model.name))
        .advise("Wait until its songs are done, or cancel them.");
  }
  return store.remove(model);
}

}  // namespace musicgen::studio
