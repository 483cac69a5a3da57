#include "cli/loop_parts.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/duration.h"
#include "base/ids.h"
#include "base/text.h"
#include "cli/target.h"

namespace musicgen::cli {
namespace fs = std::filesystem;
namespace {

void refuse_other_than_mp4(const LoopWords& words) {
  const std::string extension = to_lower_ascii(fs::path(words.out).extension().string());
  if (words.format.empty() && (extension.empty() || extension == ".mp4")) return;
  throw InvalidParameter("A video is an MP4.")
      .at(words.format.empty() ? "/out" : "/format")
      .advise("Leave --format out, and let the name of --out end in .mp4.");
}

// Given twice, in an option and in the file's name, the option wins.
std::string format_for(const LoopWords& words) {
  if (words.video) {
    refuse_other_than_mp4(words);
    return "m4a";
  }
  if (!words.format.empty()) return to_lower_ascii(words.format);
  const std::string extension = fs::path(words.out).extension().string();
  return extension.empty() ? "mp3" : to_lower_ascii(extension.substr(1));
}

// Says which of the options was meant.
double seconds_in(const std::string& words, const char* option, const char* field) {
  try {
    return duration_of(words).count();
  } catch (const InvalidParameter& error) {
    throw InvalidParameter(fmt::format("{}: {}", option, error.detail()))
        .at(field)
        .advise(error.hint());
  }
}

}  // namespace

void add_points(CLI::App& command, const std::shared_ptr<LoopWords>& words) {
  command.add_option("--start", words->start,
                     "Where the loop starts, such as 12.5 (default: found)");
  command.add_option("--end", words->end, "Where it jumps back (default: found)");
}

studio::LoopRequest request_of(const LoopWords& words) {
  JsonObject body;
  body["duration"] = seconds_in(words.duration, "--duration", "/duration");
  body["fade_duration"] = seconds_in(words.fade, "--fade", "/fade_duration");
  body["ending"] = words.ending;
  body["format"] = format_for(words);
  body["bitrate"] = words.kilobits * 1000;
  body["mode"] = words.mode;
  body["video"] = words.video;
  if (words.seed) body["seed"] = *words.seed;
  if (!words.start.empty()) body["loop_start"] = seconds_in(words.start, "--start", "/loop_start");
  if (!words.end.empty()) body["loop_end"] = seconds_in(words.end, "--end", "/loop_end");
  if (!words.crossfade.empty()) {
    body["crossfade"] = seconds_in(words.crossfade, "--crossfade", "/crossfade");
  }
  return from_json<studio::LoopRequest>(body);
}

LoopSource source_of(const Program& program, const std::string& words) {
  LoopSource source{.file = words};
  const std::string id = fs::path(words).stem().string();
  if (!is_id(id)) return source;
  auto house = std::make_unique<studio::House>(program.config);
  std::error_code none;
  try {
    source.track = house->studio().library.get(id);
  } catch (const TrackNotFound&) {
    if (!fs::exists(words, none)) throw;
    return source;
  }
  const fs::path own = studio::output_file(program.config, source.track.file_url);
  if (fs::exists(words, none) && !fs::equivalent(own, words, none)) return source;
  source.file = own;
  source.house = std::move(house);
  source.scratch = std::make_unique<ScratchFolder>(program.config.scratch_folder());
  return source;
}

fs::path loop_target(const fs::path& file, const fs::path& target) {
  std::error_code none;
  if (fs::equivalent(target, file, none)) {
    throw InvalidParameter("The loop would replace the track that it is made from.")
        .at("/out")
        .advise("Choose another name with --out.");
  }
  return prepared_target(target);
}

}  // namespace musicgen::cli
