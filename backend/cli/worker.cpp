// musicgen worker: does the queue's jobs until it is told to end. The server starts these itself.

#include "jobs/worker.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "base/files.h"
#include "base/log.h"
#include "cli/command.h"
#include "cli/signals.h"
#include "studio/house.h"
#include "studio/work.h"

namespace musicgen::cli {
namespace {

int worker_command(const Program& program) {
  StopOnSignal signals;
  studio::House house(program.config);
  studio::Studio& studio = house.studio();
  const std::string name = fmt::format("worker {}", ::getpid());
  log::info("{} is ready", name);
  jobs::run_worker(studio.queue, studio::handler_for(studio),
                   {.name = name, .models = studio::models_of(studio)}, signals.token());
  return 0;
}

}  // namespace

void add_worker(CLI::App& app, Program& program) {
  CLI::App* command = app.add_subcommand(
      "worker", "Do the queue's jobs until stopped (`serve` starts workers by itself)");
  command->callback(
      [&program] { program.action = [&program] { return worker_command(program); }; });
}

}  // namespace musicgen::cli
