// musicgen models: which engines there are and what each can do.

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "api/types.h"
#include "cli/command.h"
#include "engines/registry.h"

namespace musicgen::cli {
namespace {

int models_command(const Program& program) {
  const auto models = engines::Registry(program.config).list();
  if (program.json) {
    JsonArray items;
    for (const engines::EngineInfo& model : models) items.push_back(to_json(api::answer_of(model)));
    fmt::print("{}\n", to_pretty_text(items));
    return 0;
  }
  for (const engines::EngineInfo& model : models) {
    fmt::print("{}{}\n", model.name, model.is_default ? " (default)" : "");
    fmt::print("  {}\n", model.installed ? "ready" : "not ready: " + model.install_hint);
    fmt::print("  songs of {:.0f} to {:.0f} seconds; {}\n", model.durations.min,
               model.durations.max, fmt::join(model.abilities, ", "));
    fmt::print("  about {:.1f} s of work for a minute of music on this machine\n",
               model.estimate.seconds_per_minute);
  }
  return 0;
}

}  // namespace

void add_models(CLI::App& app, Program& program) {
  CLI::App* command = app.add_subcommand("models", "Show the engines and what each can do");
  command->add_flag("--json", program.json, "Print them as JSON");
  command->callback(
      [&program] { program.action = [&program] { return models_command(program); }; });
}

}  // namespace musicgen::cli
