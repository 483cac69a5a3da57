// musicgen generate: a song from a sentence, through the same queue that the server uses.

#include "studio/generate.h"

#include <algorithm>
#include <charconv>
#include <set>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/duration.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/run_job.h"
#include "cli/signals.h"
#include "cli/target.h"
#include "cli/text_in.h"
#include "cli/track_in.h"
#include "studio/house.h"
#include "studio/tracks.h"

namespace musicgen::cli {
namespace fs = std::filesystem;
namespace {

struct GenerateOptions {
  std::string prompt;
  std::string model;
  std::string duration;
  std::string lyrics;
  std::string negative_prompt;
  std::string reference;
  std::string edit;
  std::vector<std::string> segments;
  std::optional<double> reference_strength;
  std::optional<int> steps;
  std::optional<double> cfg_strength;
  std::string precision;
  std::string device;
  bool fast = false;
  std::string genre;
  std::string mood;
  std::string key;
  std::string meter;
  std::optional<double> bpm;
  std::vector<std::string> instruments;
  std::vector<std::string> ambience;
  std::string energy;
  std::optional<std::int64_t> seed;
  std::string format;
  std::string title;
  std::string out;
  std::string stems;
  std::string midi;
  std::string score;
};

void add_music_options(CLI::App& command, GenerateOptions& options) {
  command.add_option("prompt", options.prompt, "The music in words")->required();
  command.add_option("--model", options.model, "Engine (default: the best one installed)");
  command.add_option("--duration", options.duration,
                     "Length: 180, 90s, 3m, 1:30 (5 s to 1 h; default: as the prompt says, or 3m)");
  command.add_option("--genre", options.genre, "Genre, such as Lo-fi or House");
  command.add_option("--mood", options.mood, "Mood, such as Relaxed or Epic");
  command.add_option("--bpm", options.bpm, "Tempo in beats a minute");
  command.add_option("--key", options.key, "Key, such as \"F# minor\"");
  command.add_option("--meter", options.meter, "Meter, such as 3/4");
  command.add_option("--instruments", options.instruments, "Instruments, separated by commas")
      ->delimiter(',');
  command.add_option("--ambience", options.ambience, "Sounds of nature and place, by commas")
      ->delimiter(',');
  command.add_option("--energy", options.energy, "A number from 0 to 1, or a course such as build");
  command.add_option("--seed", options.seed, "The same seed makes the same song");
}

void add_singing_options(CLI::App& command, GenerateOptions& options) {
  command.add_option("--lyrics", options.lyrics, "File of what is sung (DiffRhythm); - for stdin");
  command.add_option("--negative", options.negative_prompt, "What to avoid (DiffRhythm)");
  command.add_option("--reference-strength", options.reference_strength,
                     "0 to 1: how much of the style is the reference's (DiffRhythm; default 0.5)");
  command.add_option("--steps", options.steps, "Steps of refinement (DiffRhythm; default 32)");
  command.add_option("--cfg-strength", options.cfg_strength,
                     "How strictly words and style are followed (DiffRhythm; default 4)");
  command.add_option("--precision", options.precision, "auto, fp32, bf16, fp16, int8 (DiffRhythm)");
  command.add_option("--device", options.device, "auto, cpu, cuda, mps (DiffRhythm)");
  command.add_flag("--fast", options.fast, "Quicker and less exact (DiffRhythm)");
}

// Given twice, in an option and in the file's name, the option wins.
std::string format_for(const GenerateOptions& options) {
  if (!options.format.empty()) return to_lower_ascii(options.format);
  const std::string extension = fs::path(options.out).extension().string();
  return extension.empty() ? "mp3" : to_lower_ascii(extension.substr(1));
}

Json energy_of(const std::string& text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? Json(number) : Json(text);
}

Json parameters_of(const GenerateOptions& options) {
  JsonObject parameters;
  const auto set = [&](const char* name, const std::string& value) {
    if (!value.empty()) parameters[name] = value;
  };
  set("genre", options.genre);
  set("mood", options.mood);
  set("key", options.key);
  set("meter", options.meter);
  if (options.bpm) parameters["bpm"] = *options.bpm;
  if (!options.instruments.empty()) parameters["instruments"] = to_json(options.instruments);
  if (!options.ambience.empty()) parameters["ambience"] = to_json(options.ambience);
  if (!options.energy.empty()) parameters["energy"] = energy_of(options.energy);
  if (options.steps) parameters["steps"] = *options.steps;
  if (options.cfg_strength) parameters["cfg_strength"] = *options.cfg_strength;
  if (options.reference_strength) parameters["reference_strength"] = *options.reference_strength;
  set("precision", options.precision);
  set("device", options.device);
  if (options.fast) parameters["fast"] = true;
  return parameters;
}

studio::GenerateRequest request_of(const GenerateOptions& options) {
  JsonObject body;
  body["prompt"] = options.prompt;
  body["model"] = options.model;
  if (!options.duration.empty()) body["duration"] = duration_of(options.duration).count();
  if (!options.lyrics.empty()) {
    body["lyrics"] = text_in(options.lyrics);
    body["instrumental"] = false;
  }
  body["negative_prompt"] = options.negative_prompt;
  body["parameters"] = parameters_of(options);
  body["format"] = format_for(options);
  body["title"] = options.title;
  body["stems"] = !options.stems.empty();
  body["midi"] = !options.midi.empty();
  if (options.seed) body["seed"] = *options.seed;
  return from_json<studio::GenerateRequest>(body);
}

// "25-50" or "1:20-"
std::vector<std::optional<double>> segment_of(const std::string& text) {
  const std::vector<std::string> ends = split(text, '-');
  if (ends.size() != 2 || ends[0].empty()) {
    throw InvalidParameter(fmt::format("\"{}\" is no segment.", text))
        .at("/segments")
        .advise("Write start-end, such as 25-50, 1:20-1:45, or 80- to the end of the song.");
  }
  std::optional<double> end;
  if (!ends[1].empty()) end = duration_of(ends[1]).count();
  return {duration_of(ends[0]).count(), end};
}

// With the tracks that the command line names by files or ids.
studio::GenerateRequest with_tracks(studio::Studio& studio, studio::GenerateRequest request,
                                    const GenerateOptions& options) {
  if (!options.reference.empty()) request.reference_track_id = options.reference;
  if (!options.edit.empty()) {
    request.edit = studio::EditRequest{.track_id = options.edit, .segments = {}};
    for (const std::string& text : options.segments) {
      request.edit->segments.push_back(segment_of(text));
    }
  }
  studio::require_able(studio, request);  // before a file becomes a track for nothing
  if (request.reference_track_id) {
    request.reference_track_id = track_in(studio, *request.reference_track_id);
  }
  if (request.edit) request.edit->track_id = track_in(studio, options.edit);
  return request;
}

void deliver(const Config& config, const library::Track& track, const GenerateOptions& options) {
  if (!options.out.empty()) copy_out(studio::output_file(config, track.file_url), options.out);
  if (!options.midi.empty()) copy_out(studio::midi_file(config, track.id), options.midi);
  if (!options.score.empty()) copy_out(studio::score_file(config, track.id), options.score);
  if (options.stems.empty()) return;
  for (const studio::StemFile& stem : studio::stems_of(config, track)) {
    copy_out(studio::output_file(config, stem.audio_url),
             fs::path(options.stems) / (stem.name + ".flac"));
  }
}

void print_answer(const Config& config, const library::Track& track, const GenerateOptions& options,
                  bool json) {
  const fs::path file =
      options.out.empty() ? studio::output_file(config, track.file_url) : fs::absolute(options.out);
  if (json) {
    Json answer = to_json(track);
    answer.as_object()["file"] = file.string();
    fmt::print("{}\n", to_pretty_text(answer));
    return;
  }
  std::vector<std::string> facts;
  if (!track.genre.empty()) facts.push_back(track.genre);
  facts.push_back(clock_text(Seconds(track.duration)));
  if (track.bpm) facts.push_back(fmt::format("{:.0f} bpm", *track.bpm));
  if (!track.key.empty()) facts.push_back(track.key);
  if (track.seed) facts.push_back(fmt::format("seed {}", *track.seed));
  fmt::print(stderr, "{}: {}\n", track.title, fmt::join(facts, ", "));
  fmt::print("{}\n", file.string());
}

// Whoever writes notes can also give them as MIDI.
void require_score(const engines::EngineInfo& engine) {
  if (std::ranges::count(engine.abilities, "midi") > 0) return;
  throw InvalidParameter(fmt::format("{} makes sound, not notes: there is no score.", engine.name))
      .at("/score")
      .advise("Leave --score out, or use --model composer.");
}

// Before the work: nobody should wait for what can't be kept.
void check_targets(const GenerateOptions& options) {
  std::set<fs::path> targets;
  for (const std::string& name : {options.out, options.midi, options.score}) {
    if (name.empty()) continue;
    if (targets.insert(fs::weakly_canonical(prepared_target(name))).second) continue;
    throw InvalidParameter(fmt::format("Two files would be called {}.", name))
        .advise("Give each a name of its own.");
  }
  std::error_code none;
  if (!options.stems.empty() && fs::exists(options.stems, none) &&
      !fs::is_directory(options.stems, none)) {
    throw InvalidParameter(fmt::format("{} is no folder.", options.stems))
        .advise("Name a folder for the parts with --stems.");
  }
}

int generate_command(const Program& program, const GenerateOptions& options) {
  StopOnSignal signals;
  check_targets(options);
  studio::House house(program.config);
  studio::Studio& studio = house.studio();
  if (!options.score.empty()) require_score(studio.engines.find(options.model).info());
  const studio::GenerateRequest request = with_tracks(studio, request_of(options), options);
  const std::string id = studio::request_generation(studio, request, {.name = "cli"}).front().id;
  const jobs::Job job = run_to_end(studio, id, signals.token());
  const library::Track track = studio.library.get(job.id);
  deliver(program.config, track, options);
  print_answer(program.config, track, options, program.json);
  return 0;
}

int brief_command(const Program& program, const GenerateOptions& options) {
  studio::House house(program.config);
  const studio::GenerateRequest request = request_of(options);
  fmt::print("{}\n", to_pretty_text(studio::preview_brief(house.studio(), request)));
  return 0;
}

}  // namespace

void add_generate(CLI::App& app, Program& program) {
  auto options = std::make_shared<GenerateOptions>();
  CLI::App* command = app.add_subcommand("generate", "Make a song from a sentence");
  add_music_options(*command, *options);
  add_singing_options(*command, *options);
  command->add_option("--format", options->format,
                      "wav, flac, mp3, ogg, opus or m4a (default: as --out, else mp3)");
  command->add_option("--title", options->title, "Name of the track (default: from the prompt)");
  command->add_option("--reference", options->reference,
                      "Song whose style to follow (DiffRhythm): a file, or a track by its id");
  command->add_option("--edit", options->edit,
                      "Song to change or to continue (DiffRhythm): a file, or a track by its id");
  command
      ->add_option("--segments", options->segments,
                   "With --edit: what is made anew, such as 25-50,80- (seconds, or 1:20-1:45)")
      ->delimiter(',');
  command->add_option("--out", options->out, "Also copy the song to this file");
  command->add_option("--stems", options->stems, "Also copy each part into this folder");
  command->add_option("--midi", options->midi, "Also write the score as a MIDI file");
  command->add_option("--score", options->score, "Also write the score as JSON");
  command->add_flag("--json", program.json, "Print the track as JSON");
  command->callback([&program, options] {
    program.action = [&program, options] { return generate_command(program, *options); };
  });
}

void add_brief(CLI::App& app, Program& program) {
  auto options = std::make_shared<GenerateOptions>();
  CLI::App* command = app.add_subcommand(
      "brief", "Show as JSON what is understood of a sentence, and make nothing");
  add_music_options(*command, *options);
  add_singing_options(*command, *options);
  command->callback([&program, options] {
    program.action = [&program, options] { return brief_command(program, *options); };
  });
}

}  // namespace musicgen::cli
