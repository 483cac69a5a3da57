// musicgen serve: the studio on a port of this machine, with its workers.

#include <thread>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "api/server_app.h"
#include "base/log.h"
#include "cli/command.h"
#include "cli/neural_child.h"
#include "cli/signals.h"
#include "jobs/supervisor.h"
#include "studio/export.h"
#include "studio/house.h"
#include "studio/tracks.h"

namespace musicgen::cli {
namespace {

constexpr std::chrono::seconds kSweep{1};
constexpr std::chrono::hours kTidying{1};
constexpr std::chrono::days kKeepJobs{30};
constexpr std::int64_t kMostFinishedJobs = 10000;

struct ServeOptions {
  std::string host;
  std::optional<int> port;
  std::optional<int> workers;
  bool insecure = false;
};

// What has to be done now and then: jobs whose worker died, and what was kept for long enough.
void keep_house(studio::Studio& studio, std::stop_token stop) {
  auto next_tidying = std::chrono::steady_clock::now();
  while (!stop.stop_requested()) {
    try {
      studio.queue.sweep();
      if (std::chrono::steady_clock::now() >= next_tidying) {
        next_tidying += kTidying;
        studio::clean_up(studio.config);
        studio::empty_old_trash(studio);
        studio::remove_old_exports(studio);
        studio.queue.prune(now() - kKeepJobs, kMostFinishedJobs);
      }
    } catch (const std::exception& error) {
      log::error("housekeeping failed and will be tried again: {}", error.what());
    }
    std::this_thread::sleep_for(kSweep);
  }
}

// Workers get the server's settings through the environment.
std::vector<std::string> worker_command(const Config& config) {
  return {std::filesystem::read_symlink("/proc/self/exe").string(), "--home", config.home.string(),
          "worker"};
}

int serve_command(Program& program, const ServeOptions& options) {
  Config& config = program.config;
  if (!options.host.empty()) config.host = options.host;
  if (options.port) config.port = *options.port;
  if (options.workers) config.max_concurrent_jobs = *options.workers;

  StopOnSignal signals;
  studio::House house(config);
  api::App app(house.studio(), {.insecure = options.insecure});
  fmt::print(stderr, "MusicGen Local is ready: {}\n", app.url());

  std::jthread housekeeper(
      [&](std::stop_token stop) { keep_house(house.studio(), std::move(stop)); });
  std::jthread supervisor([&](std::stop_token stop) {
    jobs::supervise({.command = worker_command(config), .workers = config.max_concurrent_jobs},
                    std::move(stop));
  });
  const std::jthread neural(
      [&](std::stop_token stop) { keep_neural_worker(house.studio(), std::move(stop)); });
  app.run(signals.token());
  log::info("stopped");
  return 0;
}

}  // namespace

void add_serve(CLI::App& app, Program& program) {
  auto options = std::make_shared<ServeOptions>();
  CLI::App* command = app.add_subcommand("serve", "Start the studio: web page, API and workers");
  command->add_option("--host", options->host, "Address to listen on (HOST; default 127.0.0.1)");
  command->add_option("--port", options->port, "Port to listen on (PORT; default 8000)")
      ->check(CLI::Range(0, 65535));
  command->add_option("--workers", options->workers, "Songs at a time (MAX_CONCURRENT_JOBS)")
      ->check(CLI::Range(1, 64));
  command->add_flag("--insecure", options->insecure,
                    "Let other machines in although no API_KEYS are set");
  command->callback([&program, options] {
    program.log_level = "info";
    program.action = [&program, options] { return serve_command(program, *options); };
  });
}

}  // namespace musicgen::cli
