// musicgen: music from a sentence, on the user's own machine.

#include <cerrno>
#include <cstdio>
#include <system_error>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/heap.h"
#include "base/json.h"
#include "base/log.h"
#include "cli/command.h"
#include "cli/exit_code.h"

namespace musicgen::cli {
namespace {

void report(const std::exception& error, bool json) {
  const Problem problem = problem_of(error);
  if (json) {
    fmt::print("{}\n", to_pretty_text(to_json(problem)));
    return;
  }
  fmt::print(stderr, "musicgen: {}\n", problem.detail);
  if (!problem.hint.empty()) fmt::print(stderr, "  {}\n", problem.hint);
  if (problem.code == name_of(ErrorCode::internal_error)) log::error("{}", error.what());
}

// An answer that was lost on its way is no success.
int finished(int code) {
  if (std::fflush(stdout) == 0) return code;
  throw std::system_error(errno, std::generic_category(), "writing the answer");
}

int run(int argc, char** argv) {
  Program program;
  CLI::App app("Music from a sentence, on your own machine.", "musicgen");
  app.set_version_flag("--version", std::string(version()));
  app.require_subcommand(1);
  app.footer("Example: musicgen generate \"Lo-fi hip hop with rain sounds\" --out song.mp3");
  std::string home;
  app.add_option("--home", home, "Data directory (MUSICGEN_HOME)");
  add_generate(app, program);
  add_brief(app, program);
  add_loop(app, program);
  add_lyrics(app, program);
  add_serve(app, program);
  add_worker(app, program);
  add_tracks(app, program);
  add_models(app, program);
  add_picture(app, program);
  add_doctor(app, program);
  add_openapi(app, program);

  try {
    program.config = load_config();
    app.parse(argc, argv);
    if (!home.empty()) program.config.home = std::filesystem::absolute(home);
    const std::string& level = program.config.log_level;
    log::configure(level.empty() ? program.log_level : level, program.config.log_format);
    return finished(program.action());
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : exit_code_of(ErrorCode::invalid_parameter);
  } catch (const std::exception& error) {
    report(error, program.json);
    return exit_code_of(error_code_of(problem_of(error).code));
  }
}

}  // namespace
}  // namespace musicgen::cli

int main(int argc, char** argv) {
  musicgen::return_large_buffers_at_once();
  return musicgen::cli::run(argc, argv);
}
