// musicgen models: which models there are, and getting, checking and removing them.

#include <iostream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include "api/types.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/run_job.h"
#include "cli/signals.h"
#include "cli/work_bar.h"
#include "engines/registry.h"
#include "models/import.h"
#include "models/size_text.h"
#include "studio/house.h"
#include "studio/pull.h"

namespace musicgen::cli {
namespace {

struct ModelsOptions {
  std::string name;
  std::string folder;
  std::string as;
  bool yes = false;
};

std::string state_of(const engines::EngineInfo& model, const models::Store& store) {
  if (model.installed) {
    return model.bytes > 0 ? "ready, " + models::size_text(model.bytes) : "ready";
  }
  const auto known = store.catalogue().called(model.name);
  if (known.empty()) return "not ready: " + model.install_hint;
  const std::int64_t half_done = store.half_done_bytes(*known.front());
  return fmt::format(
      "not installed, {}{}: {}", models::size_text(model.bytes),
      half_done > 0 ? fmt::format(" ({} fetched)", models::size_text(half_done)) : "",
      model.install_hint);
}

std::string lengths_of(const engines::EngineInfo& model) {
  const auto [min, max] = model.durations;
  return min == max ? fmt::format("{:.0f}", min) : fmt::format("{:.0f} to {:.0f}", min, max);
}

int list_command(const Program& program) {
  const auto models = engines::Registry(program.config).list();
  if (program.json) {
    JsonArray items;
    for (const engines::EngineInfo& model : models) items.push_back(to_json(api::answer_of(model)));
    fmt::print("{}\n", to_pretty_text(items));
    return 0;
  }
  const models::Store store(program.config);
  for (const engines::EngineInfo& model : models) {
    fmt::print("{}{}\n", model.name, model.is_default ? " (default)" : "");
    fmt::print("  {}\n", state_of(model, store));
    fmt::print("  songs of {} seconds; {}\n", lengths_of(model), fmt::join(model.abilities, ", "));
    if (!model.license.empty()) fmt::print("  licence: {}\n", model.license);
    if (model.estimate.seconds_per_minute > 0) {
      fmt::print("  about {:.1f} s of work for a minute of music on this machine\n",
                 model.estimate.seconds_per_minute);
    }
  }
  return 0;
}

void show_licences(const models::Store& store, const models::Model& model) {
  fmt::print(stderr, "{}: {}\n", model.name, model.about);
  for (const models::Part* part : store.catalogue().parts_of(model)) {
    fmt::print(stderr, "  {:<26} {:>8}  {}  {}\n", part->name, models::size_text(part->bytes()),
               part->license, part->license_url);
  }
  if (store.catalogue().license_of(model).find("-NC") != std::string::npos) {
    fmt::print(stderr,
               "  CC-BY-NC forbids commercial use of those parts; the songs depend on them.\n");
  }
}

void ask_for_consent(const models::Store& store, const models::Model& model) {
  std::int64_t bytes = 0;
  for (const models::Part* part : store.missing(model)) bytes += part->bytes();
  if (::isatty(STDIN_FILENO) != 1) {
    throw InvalidParameter("The licences above must be accepted first.")
        .at("/yes")
        .advise(models::install_command(model) + " --yes");
  }
  fmt::print(stderr, "Accept these licences and download {} to {}? [y/N] ",
             models::size_text(bytes), store.folder().string());
  std::string answer;
  std::getline(std::cin, answer);
  answer = to_lower_ascii(trim(answer));
  if (answer != "y" && answer != "yes") throw Cancelled("Nothing was downloaded.");
}

jobs::Job finished_pull(studio::Studio& studio, const std::string& id, std::stop_token stop) {
  try {
    return run_to_end(studio, id, std::move(stop));
  } catch (const Cancelled&) {
    throw Cancelled("Stopped. What was fetched is kept; the same command goes on from there.");
  }
}

int pull_command(const Program& program, const ModelsOptions& options) {
  const models::Store store(program.config);
  const models::Model& model = store.catalogue().find(options.name);
  show_licences(store, model);
  if (!options.yes && !store.is_installed(model)) ask_for_consent(store, model);

  StopOnSignal signals;
  studio::House house(program.config);
  studio::Studio& studio = house.studio();
  const jobs::Job job =
      finished_pull(studio, studio::request_pull(studio, model.name, "cli").id, signals.token());
  if (program.json) {
    fmt::print("{}\n", to_pretty_text(job.result));
  } else {
    fmt::print("{} is installed, {}.\n", model.name,
               models::size_text(from_json<studio::PullResult>(job.result).bytes));
  }
  return 0;
}

// What an import made ready, and what is still missing of what it touched.
void print_outcome(const models::Store& store, const models::ImportReport& report) {
  for (const models::Model& model : store.catalogue().models()) {
    const auto is_new = [&](const std::string& part) {
      return std::find(report.imported.begin(), report.imported.end(), part) !=
             report.imported.end();
    };
    if (store.is_installed(model)) {
      fmt::print("{} is installed, {}.\n", model.name, models::size_text(store.bytes_of(model)));
    } else if (is_new(model.parts.front())) {
      std::vector<std::string> missing;
      for (const models::Part* part : store.missing(model)) missing.push_back(part->name);
      fmt::print("{} still lacks {}: {}\n", model.name, fmt::join(missing, ", "),
                 models::install_command(model));
    }
  }
}

int import_command(const Program& program, const ModelsOptions& options) {
  const StopOnSignal signals;
  models::Store store(program.config);
  models::ImportReport report;
  {
    WorkBar bar;
    report =
        models::import_models(store, options.folder, options.as, bar.progress(), signals.token());
  }
  if (program.json) {
    fmt::print("{}\n", to_pretty_text(to_json(report)));
    return 0;
  }
  for (const std::string& part : report.imported) fmt::print("Imported {}.\n", part);
  for (const std::string& part : report.present) fmt::print("{} was here already.\n", part);
  for (const std::string& note : report.notes) fmt::print(stderr, "Note: {}\n", note);
  print_outcome(store, report);
  return 0;
}

int verify_command(const Program& program, const ModelsOptions& options) {
  const StopOnSignal signals;
  models::Store store(program.config);
  const models::Model& model = store.resolve(options.name);
  std::vector<models::Damage> damages;
  {
    WorkBar bar;
    damages = store.verify(model, bar.progress(), signals.token());
  }
  if (program.json) {
    fmt::print("{}\n", to_pretty_text(to_json(damages)));
    return damages.empty() ? 0 : 1;
  }
  for (const models::Damage& damage : damages) {
    fmt::print("{}{}{} {}\n", damage.part, damage.file.empty() ? "" : "/", damage.file,
               damage.problem);
  }
  if (damages.empty()) {
    fmt::print("{} is whole: every file has its checksum.\n", model.name);
    return 0;
  }
  fmt::print(stderr, "Mend it with: {}\n", models::install_command(model));
  return 1;
}

int remove_command(const Program& program, const ModelsOptions& options) {
  studio::House house(program.config);
  const std::int64_t freed = studio::remove_model(house.studio(), options.name);
  fmt::print("Removed; {} are free again.\n", models::size_text(freed));
  return 0;
}

using Command = int (*)(const Program&, const ModelsOptions&);

CLI::App* add_command(CLI::App& models, Program& program,
                      const std::shared_ptr<ModelsOptions>& options, const char* name,
                      const char* about, Command run) {
  CLI::App* command = models.add_subcommand(name, about);
  command->callback([&program, options, run] {
    program.action = [&program, options, run] { return run(program, *options); };
  });
  return command;
}

}  // namespace

void add_models(CLI::App& app, Program& program) {
  const auto options = std::make_shared<ModelsOptions>();
  CLI::App* models = app.add_subcommand("models", "Show, download, check and remove models");
  models->require_subcommand(0, 1);
  models->add_flag("--json", program.json, "Print the answer as JSON");
  models->callback([&program, models] {
    if (models->get_subcommands().empty()) {
      program.action = [&program] { return list_command(program); };
    }
  });

  CLI::App* pull = add_command(*models, program, options, "pull",
                               "Download a model; goes on where it was stopped", pull_command);
  pull->add_option("name", options->name, "Such as DiffRhythm; `musicgen models` lists them")
      ->required();
  pull->add_flag("--yes,-y", options->yes, "Accept the licences");
  pull->add_flag("--json", program.json, "Print the answer as JSON");

  CLI::App* import = add_command(*models, program, options, "import",
                                 "Take models that are on this disk already", import_command);
  import->add_option("folder", options->folder, "A cache of the hub, or a folder with the files")
      ->required();
  import->add_option("--as", options->as, "The model that loose files are of");
  import->add_flag("--json", program.json, "Print the answer as JSON");

  CLI::App* verify =
      add_command(*models, program, options, "verify",
                  "Read all files of a model and compare their checksums", verify_command);
  verify->add_option("name", options->name, "The model")->required();
  verify->add_flag("--json", program.json, "Print what is damaged as JSON");

  CLI::App* remove =
      add_command(*models, program, options, "remove", "Delete a model's files", remove_command);
  remove->add_option("name", options->name, "The model")->required();
}

}  // namespace musicgen::cli
