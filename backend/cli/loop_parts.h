#pragma once
// What the commands under `musicgen loop` share: their words, and the track that these name.

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/files.h"
#include "cli/command.h"
#include "library/track.h"
#include "studio/house.h"
#include "studio/loop.h"

namespace musicgen::cli {

struct LoopWords {
  std::string file;
  std::string out;
  std::string duration = "1h";
  std::string fade = "5";
  std::string ending = "fade";
  std::string format;
  std::string start;
  std::string end;
  std::string crossfade;
  int kilobits = 0;
  std::string mode = "loop";
  std::optional<std::int64_t> seed;
  bool video = false;
  std::string cover;
};

void add_loop_analyze(CLI::App& loop, Program& program, const std::shared_ptr<LoopWords>& words);
void add_loop_mark(CLI::App& loop, Program& program, const std::shared_ptr<LoopWords>& words);
void add_loop_create(CLI::App& loop, Program& program, const std::shared_ptr<LoopWords>& words);

// `loop create --mode evolve`: new music in the brief of a track. Returns the exit code.
int evolve_command(const Program& program, const LoopWords& words);

// The options --start and --end.
void add_points(CLI::App& command, const std::shared_ptr<LoopWords>& words);

// The words as the studio takes them. Throws InvalidParameter.
studio::LoopRequest request_of(const LoopWords& words);

// What a loop is made of: a file, and the library's track whose file it is, if it is one's.
struct LoopSource {
  std::filesystem::path file;
  std::unique_ptr<studio::House> house;  // null for other files
  std::unique_ptr<ScratchFolder> scratch = nullptr;
  library::Track track = {};
};

// Throws TrackNotFound for an id that is neither a track's nor a file's name.
LoopSource source_of(const Program& program, const std::string& words);

// As prepared_target does. Throws InvalidParameter where `target` is `file` itself.
std::filesystem::path loop_target(const std::filesystem::path& file,
                                  const std::filesystem::path& target);

}  // namespace musicgen::cli
