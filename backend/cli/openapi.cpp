// musicgen openapi: the description of the HTTP API, for programs that generate clients from it.

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "api/server_app.h"
#include "base/files.h"
#include "cli/command.h"
#include "studio/house.h"

namespace musicgen::cli {

void add_openapi(CLI::App& app, Program& program) {
  CLI::App* command = app.add_subcommand("openapi", "Print the HTTP API's OpenAPI document");
  command->group("");  // for developers: --help leaves it out
  command->callback([&program] {
    program.action = [&program] {
      // A library of its own, so that nobody's data directory is made or touched.
      const ScratchFolder home(std::filesystem::temp_directory_path());
      Config config = program.config;
      config.home = home.path();
      config.database_url.clear();
      config.redis_url.clear();
      studio::House house(config);
      fmt::print("{}\n", api::openapi_text(house.studio()));
      return 0;
    };
  });
}

}  // namespace musicgen::cli
