#include "cli/neural/worker.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "base/config.h"
#include "base/log.h"
#include "cli/exit_code.h"
#include "cli/signals.h"
#include "engines/diffrhythm/sing/torch_singer.h"
#include "jobs/worker.h"
#include "studio/house.h"
#include "studio/work.h"

namespace musicgen::cli {
namespace {

// A full-size model on a slow processor looks up only after each block of the transformer and each
// piece of the decoder.
constexpr Seconds kStopGrace{60};

int work(const Config& config, const std::string& only) {
  StopOnSignal signals;
  studio::House house(config, diffrhythm::make_torch_singer(config.model_idle_timeout));
  studio::Studio& studio = house.studio();
  const jobs::WorkerOptions options{.name = fmt::format("neural worker {}", ::getpid()),
                                    .models = studio::neural_models_of(studio),
                                    .modelless = jobs::Modelless::leave,
                                    .stop_grace = kStopGrace};
  log::info("{} is ready", options.name);
  if (only.empty()) {
    jobs::run_worker(studio.queue, studio::handler_for(studio), options, signals.token());
  } else {
    jobs::run_job(
        studio.queue, only, studio::handler_for(studio), options, [](const jobs::Job&) {},
        signals.token());
  }
  return 0;
}

}  // namespace

int neural_worker(int count, char** words) {
  CLI::App app("Does the queue's jobs for the models that need libtorch.",
               "musicgen-neural worker");
  std::string home;
  std::string only;
  app.add_option("--home", home, "Data directory (MUSICGEN_HOME)");
  app.add_option("--only", only, "Nothing but this job");
  try {
    Config config = load_config();
    app.parse(count, words);
    if (!home.empty()) config.home = std::filesystem::absolute(home);
    log::configure(
        config.log_level.empty() ? (only.empty() ? "info" : "warning") : config.log_level,
        config.log_format);
    return work(config, only);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : exit_code_of(ErrorCode::invalid_parameter);
  } catch (const std::exception& error) {
    log::error("{}", error.what());
    return exit_code_of(error_code_of(problem_of(error).code));
  }
}

}  // namespace musicgen::cli
