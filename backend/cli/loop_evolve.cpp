// musicgen loop create --mode evolve: hours of new music in the brief of a track, as a job of the
// library.

#include <fmt/format.h>

#include "base/ids.h"
#include "cli/loop_parts.h"
#include "cli/run_job.h"
#include "cli/signals.h"
#include "cli/target.h"

namespace musicgen::cli {
namespace fs = std::filesystem;
namespace {

// The id of a library's track: given so, or as the file of that name.
std::string track_id_of(const std::string& words) {
  const std::string id = fs::path(words).stem().string();
  if (is_id(id)) return id;
  throw InvalidParameter("Only a track of the library can evolve; name it by its id.")
      .at("/file")
      .advise("musicgen tracks lists them. A file can be looped: leave --mode out.");
}

}  // namespace

int evolve_command(const Program& program, const LoopWords& words) {
  if (!words.cover.empty()) {
    throw InvalidParameter("The video of an evolving track shows the track's own cover.")
        .at("/video")
        .advise("Give the track that cover in the studio, and --video without a picture.");
  }
  studio::LoopRequest request = request_of(words);
  request.track_id = track_id_of(words.file);
  const fs::path target = words.out.empty() ? fs::path() : prepared_target(words.out);
  const StopOnSignal signals;
  studio::House house(program.config);
  studio::Studio& studio = house.studio();
  const jobs::Job job =
      run_to_end(studio, studio::request_loop(studio, request, "cli").id, signals.token());
  const library::Track track = studio.library.get(job.id);
  fs::path file = studio::output_file(program.config, track.file_url);
  if (!target.empty()) {
    copy_out(file, target);
    file = target;
  }
  if (program.json) {
    Json answer = to_json(track);
    answer.as_object()["file"] = file.string();
    fmt::print("{}\n", to_pretty_text(answer));
    return 0;
  }
  fmt::print(stderr, "{}: {:.1f} MB, {:.0f} bpm, {}, seed {}\n", track.title,
             static_cast<double>(track.bytes) / 1e6, track.bpm.value_or(0), track.key,
             track.seed.value_or(0));
  fmt::print("{}\n", file.string());
  return 0;
}

}  // namespace musicgen::cli
