// musicgen doctor: looks at everything that songs need and says how to mend what is missing.

#include <thread>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include "api/server_app.h"
#include "audio/encoder.h"
#include "base/files.h"
#include "base/log.h"
#include "cli/command.h"
#include "engines/composer/sound/sound.h"
#include "engines/diffrhythm/engine/neural_program.h"
#include "engines/registry.h"
#include "studio/house.h"

namespace musicgen::cli {
namespace {

struct Finding {
  std::string name;
  bool ok = true;
  std::string detail;
  std::string mend;
};
BOOST_DESCRIBE_STRUCT(Finding, (), (name, ok, detail, mend))

// A check returns what it found, or throws what is wrong.
Finding check(const std::string& name, const std::function<std::string()>& look) {
  try {
    return {name, true, look(), ""};
  } catch (const std::exception& error) {
    const Problem problem = problem_of(error);
    return {name, false, problem.detail, problem.hint};
  }
}

std::string look_at_sound_font(const Config& config) {
  return composer::find_sound_font(config.sound_font).string();
}

std::string look_at_disk(const Config& config) {
  prepare_home(config);
  const std::uint64_t free_mb = free_bytes(config.home) >> 20;
  if (free_mb < 500) {
    throw StorageFull(fmt::format("Only {} MB are free in {}.", free_mb, config.home.string()))
        .advise("Free some space, or set MUSICGEN_HOME to a folder on another disk.");
  }
  return fmt::format("{} MB free in {}", free_mb, config.home.string());
}

std::string look_at_databases(const Config& config) {
  studio::House house(config);
  return fmt::format("{} tracks", house.studio().library.list({}).total);
}

std::string look_at_device() {
  struct sysinfo memory {};
  ::sysinfo(&memory);
  return fmt::format("{} processor cores, {} MB of memory", std::thread::hardware_concurrency(),
                     memory.totalram * memory.mem_unit >> 20);
}

// Songs need the program only once a model for it is installed.
std::string look_at_neural_program(const Config& config) {
  const std::optional<std::filesystem::path> program = diffrhythm::find_neural_program();
  if (!program) {
    const engines::Registry engines(config);
    for (const std::string& name : engines.names_elsewhere()) {
      if (engines.find(name).info().installed) engines.find(name).require_ready();
    }
    return "not here; only DiffRhythm needs it";
  }
  const diffrhythm::NeuralFacts facts = diffrhythm::ask_neural_program(*program);
  return fmt::format("libtorch {}, computes on {}", facts.libtorch, facts.chosen);
}

// Writes a moment of silence in each format.
std::string look_at_formats() {
  const ScratchFolder scratch(std::filesystem::temp_directory_path());
  std::string names;
  for (const audio::FormatInfo& format : audio::formats()) {
    const auto out = audio::open_encoder(scratch.path() / fmt::format("silence.{}", format.name),
                                         {.format = format.format});
    out->write(std::vector<float>(8192));
    out->finish();
    names += fmt::format("{}{}", names.empty() ? "" : ", ", format.name);
  }
  return names;
}

int doctor_command(const Program& program) {
  const Config& config = program.config;
  log::configure("error", config.log_format);
  const std::vector<Finding> findings = {
      check("device", look_at_device),
      check("program files", [] { return resource_folder().string(); }),
      check("sound font", [&] { return look_at_sound_font(config); }),
      check("audio formats", look_at_formats),
      check("disk", [&] { return look_at_disk(config); }),
      check("databases", [&] { return look_at_databases(config); }),
      check("musicgen-neural", [&] { return look_at_neural_program(config); }),
      check("port",
            [&] {
              studio::House house(config);
              return fmt::format("{} is free", api::App(house.studio(), {.insecure = true}).url());
            }),
  };
  const bool all_ok =
      std::all_of(findings.begin(), findings.end(), [](const Finding& f) { return f.ok; });
  if (program.json) {
    fmt::print("{}\n", to_pretty_text(to_json(findings)));
    return all_ok ? 0 : 1;
  }
  for (const Finding& finding : findings) {
    fmt::print("{} {:<15} {}\n", finding.ok ? "✓" : "✗", finding.name, finding.detail);
    if (!finding.mend.empty()) fmt::print("  {:<15} → {}\n", "", finding.mend);
  }
  fmt::print("{}\n", all_ok ? "All is well." : "Mend what is marked with ✗ and run it again.");
  return all_ok ? 0 : 1;
}

}  // namespace

void add_doctor(CLI::App& app, Program& program) {
  CLI::App* command = app.add_subcommand(
      "doctor", "Check everything that songs need, and say how to mend what is missing");
  command->add_flag("--json", program.json, "Print the findings as JSON");
  command->callback(
      [&program] { program.action = [&program] { return doctor_command(program); }; });
}

}  // namespace musicgen::cli
