// musicgen loop: where a track can jump back, and hours of it. Works on files; only tracks of the
// library can evolve. Each command under it is a file of its own.

#include <CLI/CLI.hpp>

#include "cli/loop_parts.h"

namespace musicgen::cli {

void add_loop(CLI::App& app, Program& program) {
  const auto words = std::make_shared<LoopWords>();
  CLI::App* loop = app.add_subcommand("loop", "Make hours of a track, without a seam");
  loop->require_subcommand(1);
  add_loop_analyze(*loop, program, words);
  add_loop_mark(*loop, program, words);
  add_loop_create(*loop, program, words);
}

}  // namespace musicgen::cli
