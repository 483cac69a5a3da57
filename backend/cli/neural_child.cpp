#include "cli/neural_child.h"

#include <algorithm>

#include "engines/diffrhythm/engine/neural_program.h"
#include "jobs/supervisor.h"
#include "jobs/waiting.h"

namespace musicgen::cli {
namespace {

constexpr Seconds kLook{2.0};

// A worker looks up only after a block of the transformer, which takes seconds at full size; killed
// before, it could not give its job back.
constexpr Seconds kPatience{60};

std::vector<std::string> command_of(const studio::Studio& studio) {
  return {diffrhythm::find_neural_program()->string(), "worker", "--home",
          studio.config.home.string()};
}

bool has_neural_model(const studio::Studio& studio) {
  return std::ranges::any_of(studio.engines.names_elsewhere(), [&](const std::string& name) {
    return studio.engines.find(name).info().installed;
  });
}

}  // namespace

void keep_neural_worker(studio::Studio& studio, std::stop_token stop) {
  while (!stop.stop_requested()) {
    if (diffrhythm::find_neural_program() && has_neural_model(studio)) {
      return jobs::supervise({.command = command_of(studio), .patience = kPatience},
                             std::move(stop));
    }
    jobs::wait(kLook, stop);
  }
}

void run_neural_job(const studio::Studio& studio, const std::string& job_id, std::stop_token stop) {
  std::vector<std::string> command = command_of(studio);
  command.insert(command.end(), {"--only", job_id});
  jobs::supervise(
      {.command = std::move(command), .patience = kPatience, .most_starts = jobs::kMaxAttempts},
      std::move(stop));
}

bool is_neural(const studio::Studio& studio, const jobs::Job& job) {
  return std::ranges::count(studio.engines.names_elsewhere(), job.model) > 0;
}

}  // namespace musicgen::cli
