#include "cli/run_job.h"

#include <thread>

#include "base/files.h"
#include "base/log.h"
#include "cli/neural_child.h"
#include "cli/progress_bar.h"
#include "jobs/worker.h"
#include "studio/work.h"

namespace musicgen::cli {
namespace fs = std::filesystem;
namespace {

// Runs inside a stop callback, which must not throw.
void cancel_job(jobs::Queue& queue, const std::string& id) {
  try {
    queue.cancel(id);
  } catch (const Conflict&) {
    log::debug("job {} was finished before it could be cancelled", id);
  } catch (const std::exception& error) {
    log::error("job {} could not be cancelled: {}", id, error.what());
  }
}

// A child that does a job which this program can't; it ends with this object.
class NeuralChild {
 public:
  NeuralChild(const studio::Studio& studio, const std::string& job_id)
      : thread_([this, &studio, job_id](std::stop_token end) {
          run_neural_job(studio, job_id, end);
          if (!end.stop_requested()) gave_up_.request_stop();
        }) {}

  // Stopped where the child can't be kept alive.
  std::stop_token gave_up() const { return gave_up_.get_token(); }

 private:
  std::stop_source gave_up_;
  std::jthread thread_;
};

}  // namespace

jobs::Job run_to_end(studio::Studio& studio, const std::string& job_id, std::stop_token stop) {
  const std::stop_callback cancel(stop, [&] { cancel_job(studio.queue, job_id); });
  std::optional<NeuralChild> child;
  if (is_neural(studio, studio.queue.get(job_id))) child.emplace(studio, job_id);
  jobs::Job job;
  {
    ProgressBar bar;
    job = jobs::run_job(
        studio.queue, job_id, studio::handler_for(studio),
        {.name = "cli", .models = studio::models_of(studio)},
        [&](const jobs::Job& now) { bar.show(now); }, child ? child->gave_up() : std::stop_token());
  }
  if (!jobs::is_finished(job.status)) {
    cancel_job(studio.queue, job_id);
    throw EngineUnavailable("The program musicgen-neural, which runs this model, ended at once.")
        .advise("Run `musicgen-neural worker` to see why.");
  }
  if (job.status == jobs::Status::cancelled) throw Cancelled("Stopped. Nothing was kept.");
  if (job.status != jobs::Status::completed) throw Error(from_json<Problem>(job.error));
  return job;
}

void copy_out(const fs::path& from, const fs::path& to) {
  if (to.has_parent_path()) fs::create_directories(to.parent_path());
  PendingFile file(fs::absolute(to));
  fs::copy_file(from, file.path(), fs::copy_options::overwrite_existing);
  file.publish();
}

}  // namespace musicgen::cli
