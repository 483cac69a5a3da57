#pragma once
// Each command of the program is one file that adds itself here: its options, its help and what it
// does. A command's action returns the exit code or throws.

#include <functional>
#include <string_view>

#include "base/config.h"

namespace CLI {
class App;
}

namespace musicgen::cli {

struct Program {
  Config config;
  std::function<int()> action;             // of the command that was chosen
  std::string_view log_level = "warning";  // unless LOG_LEVEL says otherwise
  bool json = false;                       // the answer, and any error, as JSON on standard output
};

void add_generate(CLI::App& app, Program& program);
void add_brief(CLI::App& app, Program& program);
void add_loop(CLI::App& app, Program& program);
void add_lyrics(CLI::App& app, Program& program);
void add_serve(CLI::App& app, Program& program);
void add_worker(CLI::App& app, Program& program);
void add_models(CLI::App& app, Program& program);
void add_tracks(CLI::App& app, Program& program);
void add_doctor(CLI::App& app, Program& program);
void add_picture(CLI::App& app, Program& program);
void add_openapi(CLI::App& app, Program& program);

}  // namespace musicgen::cli
