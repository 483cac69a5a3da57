// musicgen loop: where a track can jump back, and hours of it. Works on files; only tracks of the
// library can evolve.

#include "studio/loop.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "audio/decoder.h"
#include "audio/encoder.h"
#include "audio/loop_marks.h"
#include "audio/tags.h"
#include "base/duration.h"
#include "base/files.h"
#include "base/ids.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/run_job.h"
#include "cli/signals.h"
#include "cli/work_bar.h"
#include "looper/video.h"
#include "studio/house.h"

namespace musicgen::cli {
namespace fs = std::filesystem;
namespace {

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

std::string time_text(double seconds) {
  const auto minutes = static_cast<long long>(seconds / 60);
  return fmt::format("{}:{:06.3f}", minutes, seconds - 60.0 * static_cast<double>(minutes));
}

std::string verdict_text(const looper::LoopAnalysis& analysis) {
  const looper::LoopCandidate& best = analysis.candidates.front();
  const std::string place =
      fmt::format("{} to {}", time_text(best.start.count()), time_text(best.end.count()));
  if (best.marked) return fmt::format("The loop that is marked in the file: {}.", place);
  switch (analysis.verdict) {
    case looper::Verdict::seamless:
      return fmt::format("It loops without a seam: {}.", place);
    case looper::Verdict::crossfade:
      return fmt::format("It loops from {} with a crossfade of {:.2f} s.", place,
                         best.crossfade.count());
    case looper::Verdict::none:
      break;
  }
  return fmt::format(
      "No good loop was found. The least audible jump is {}, with a crossfade of {:.2f} s.", place,
      best.crossfade.count());
}

int analyze_command(const Program& program, const LoopWords& words) {
  const StopOnSignal signals;
  looper::LoopAnalysis analysis;
  {
    WorkBar bar;
    analysis = looper::find_loop(words.file, bar.progress(), signals.token());
  }
  if (program.json) {
    fmt::print("{}\n", to_pretty_text(to_json(analysis)));
    return 0;
  }
  fmt::print("{}\n\n{:>12} {:>12} {:>9} {:>7} {:>6} {:>9}\n", verdict_text(analysis), "start",
             "end", "seconds", "bars", "score", "crossfade");
  for (const looper::LoopCandidate& one : analysis.candidates) {
    fmt::print("{:>12} {:>12} {:>9.3f} {:>7.2f} {:>6.3f} {:>9.2f}\n", time_text(one.start.count()),
               time_text(one.end.count()), (one.end - one.start).count(), one.bars, one.score,
               one.crossfade.count());
  }
  return 0;
}

// Given twice, in an option and in the file's name, the option wins.
std::string format_for(const LoopWords& words) {
  if (words.video) return "m4a";
  if (!words.format.empty()) return to_lower_ascii(words.format);
  const std::string extension = fs::path(words.out).extension().string();
  return extension.empty() ? "mp3" : to_lower_ascii(extension.substr(1));
}

studio::LoopRequest request_of(const LoopWords& words) {
  JsonObject body;
  body["duration"] = duration_of(words.duration).count();
  body["fade_duration"] = duration_of(words.fade).count();
  body["ending"] = words.ending;
  body["format"] = format_for(words);
  body["bitrate"] = words.kilobits * 1000;
  body["mode"] = words.mode;
  body["video"] = words.video;
  if (words.seed) body["seed"] = *words.seed;
  if (!words.start.empty()) body["loop_start"] = duration_of(words.start).count();
  if (!words.end.empty()) body["loop_end"] = duration_of(words.end).count();
  if (!words.crossfade.empty()) body["crossfade"] = duration_of(words.crossfade).count();
  return from_json<studio::LoopRequest>(body);
}

void require_other_file(const fs::path& file, const fs::path& target) {
  std::error_code none;
  if (!fs::equivalent(target, file, none)) return;
  throw InvalidParameter("The loop would replace the track that it is made from.")
      .at("/out")
      .advise("Choose another name with --out.");
}

fs::path target_for(const LoopWords& words, const fs::path& file,
                    const studio::LoopRequest& request) {
  fs::path target = words.out;
  if (target.empty()) {
    target = fmt::format("{}-loop.{}", file.stem().string(), words.video ? "mp4" : request.format);
  }
  require_other_file(file, target);
  if (target.has_parent_path()) fs::create_directories(target.parent_path());
  return fs::absolute(target);
}

// Files that TagLib can't read are looped all the same, without tags.
audio::Tags tags_in(const fs::path& file) {
  try {
    return audio::read_tags(file);
  } catch (const InvalidAudioFormat&) {
    return {};
  }
}

void announce(const studio::LoopDraft& draft, const studio::LoopRequest& request) {
  const bool near = draft.options.ending == looper::LoopEnding::own;
  fmt::print(
      stderr, "Making {}{} from the loop {} to {}{}.\n",
      near ? time_text(draft.length.count()) : clock_text(draft.length),
      near ? fmt::format(" (as near to {} as whole loops allow)", clock_text(request.duration))
           : "",
      time_text(draft.seam.start), time_text(draft.seam.end),
      draft.plan.crossfade > Seconds(0)
          ? fmt::format(", crossfaded over {:.2f} s", draft.plan.crossfade.count())
          : "");
  if (draft.verdict == looper::Verdict::none) {
    fmt::print(
        stderr,
        "No good loop was found: the join may be heard. --start and --end choose another.\n");
  }
}

Json answer_of(const studio::LoopDraft& draft, const looper::LoopReport& report,
               const fs::path& target, const std::string& format) {
  JsonObject answer{{"file", target.string()},
                    {"format", format},
                    {"duration", report.duration.count()},
                    {"frames", report.frames},
                    {"bytes", report.bytes},
                    {"loop", to_json(draft.seam)},
                    {"crossfade", draft.plan.crossfade.count()},
                    {"verdict", nullptr},
                    {"method", report.method},
                    {"why", report.why}};
  if (draft.verdict) answer["verdict"] = to_json(*draft.verdict);
  return answer;
}

looper::LoopReport write(const studio::LoopDraft& draft, const LoopWords& words,
                         const fs::path& target, const ProgressFn& progress,
                         const std::stop_token& stop) {
  if (!words.video) {
    return looper::write_loop(draft.sound, draft.plan, draft.options, target, progress, stop);
  }
  return looper::write_loop_video(
      draft.sound, draft.plan, draft.options,
      {.cover = words.cover, .chapters = studio::chapters_of(draft.length)}, target, progress,
      stop);
}

// What a loop is made of: a file, and the library's track whose file it is, if it is one's.
struct Source {
  fs::path file;
  std::unique_ptr<studio::House> house;  // null for other files
  std::unique_ptr<ScratchFolder> scratch = nullptr;
  library::Track track = {};
};

Source source_of(const Program& program, const std::string& words) {
  Source source{.file = words};
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

studio::LoopDraft draft_of(const Source& source, const studio::LoopRequest& request,
                           const ProgressFn& progress, const std::stop_token& stop) {
  if (!source.house) return studio::draft_loop(source.file, request, progress, stop);
  return studio::draft_track_loop(source.house->studio(), source.track, request,
                                  source.scratch->path(), progress, stop);
}

// The id of a library's track: given so, or as the file of that name.
std::string track_id_of(const std::string& words) {
  const std::string id = fs::path(words).stem().string();
  if (is_id(id)) return id;
  throw InvalidParameter("Only a track of the library can evolve; name it by its id.")
      .at("/file")
      .advise("musicgen tracks lists them. A file can be looped: leave --mode out.");
}

int evolve_command(const Program& program, const LoopWords& words) {
  if (!words.cover.empty()) {
    throw InvalidParameter("The video of an evolving track shows the track's own cover.")
        .at("/video")
        .advise("Give the track that cover in the studio, and --video without a picture.");
  }
  studio::LoopRequest request = request_of(words);
  request.track_id = track_id_of(words.file);
  const StopOnSignal signals;
  studio::House house(program.config);
  studio::Studio& studio = house.studio();
  const jobs::Job job =
      run_to_end(studio, studio::request_loop(studio, request, "cli").id, signals.token());
  const library::Track track = studio.library.get(job.id);
  fs::path file = studio::output_file(program.config, track.file_url);
  if (!words.out.empty()) {
    copy_out(file, words.out);
    file = fs::absolute(words.out);
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

int create_command(const Program& program, const LoopWords& words) {
  if (words.mode == "evolve") return evolve_command(program, words);
  const studio::LoopRequest request = request_of(words);
  const Source source = source_of(program, words.file);
  const fs::path target = target_for(words, source.file, request);
  const StopOnSignal signals;
  studio::LoopDraft draft;
  looper::LoopReport report;
  try {
    {
      WorkBar bar;
      draft = draft_of(source, request, bar.progress(), signals.token());
    }
    draft.options.tags = tags_in(source.file);
    announce(draft, request);
    WorkBar bar;
    report = write(draft, words, target, bar.progress(), signals.token());
  } catch (const Cancelled&) {
    throw Cancelled("Stopped. Nothing was kept.");
  }
  if (program.json) {
    const std::string format = words.video ? "mp4" : request.format;
    fmt::print("{}\n", to_pretty_text(answer_of(draft, report, target, format)));
    return 0;
  }
  fmt::print(stderr, "{}, {:.1f} MB\n", clock_text(report.duration),
             static_cast<double>(report.bytes) / 1e6);
  if (!report.why.empty()) fmt::print(stderr, "All of it was encoded: {}\n", report.why);
  fmt::print("{}\n", target.string());
  return 0;
}

// A copy of the file in which the loop is marked, for players that jump back by themselves.
int mark_command(const Program& program, const LoopWords& words) {
  const Source source = source_of(program, words.file);
  fs::path target = words.out;
  if (target.empty()) {
    target = source.file.stem().string() + "-marked" + source.file.extension().string();
  }
  if (to_lower_ascii(target.extension().string()) !=
      to_lower_ascii(source.file.extension().string())) {
    throw InvalidParameter("The marked copy has the format of the track.")
        .at("/out")
        .advise("Give it the same extension, or export the track in the other format first.");
  }
  require_other_file(source.file, target);
  const StopOnSignal signals;
  studio::LoopDraft draft;
  {
    WorkBar bar;
    draft = studio::draft_loop(source.file, request_of(words), bar.progress(), signals.token());
  }
  const int rate_hz = audio::open_decoder(source.file)->info().format.sample_rate_hz;
  PendingFile copy(fs::absolute(target));
  fs::copy_file(source.file, copy.path(), fs::copy_options::overwrite_existing);
  fs::permissions(copy.path(), fs::perms::owner_write, fs::perm_options::add);
  audio::write_loop_marks(copy.path(), {draft.plan.start, draft.plan.end}, rate_hz);
  copy.publish();
  if (draft.verdict == looper::Verdict::none || draft.plan.crossfade > Seconds(0)) {
    fmt::print(stderr, "Players jump back without a crossfade: this join may be heard.\n");
  }
  if (program.json) {
    fmt::print("{}\n", to_pretty_text(JsonObject{{"file", fs::absolute(target).string()},
                                                 {"loop", to_json(draft.seam)}}));
    return 0;
  }
  fmt::print(stderr, "Marked: {} to {}.\n", time_text(draft.seam.start), time_text(draft.seam.end));
  fmt::print("{}\n", fs::absolute(target).string());
  return 0;
}

void add_analyze(CLI::App& loop, Program& program, const std::shared_ptr<LoopWords>& words) {
  CLI::App* command = loop.add_subcommand("analyze", "Find where a track can jump back");
  command->add_option("file", words->file, "Any audio file")->required();
  command->add_flag("--json", program.json, "Print the answer as JSON");
  command->callback([&program, words] {
    program.action = [&program, words] { return analyze_command(program, *words); };
  });
}

void add_points(CLI::App& command, const std::shared_ptr<LoopWords>& words) {
  command.add_option("--start", words->start,
                     "Where the loop starts, such as 12.5 (default: found)");
  command.add_option("--end", words->end, "Where it jumps back (default: found)");
}

void add_mark(CLI::App& loop, Program& program, const std::shared_ptr<LoopWords>& words) {
  CLI::App* command = loop.add_subcommand(
      "mark", "Copy a track with its loop written into it, as games read it (LOOPSTART, smpl)");
  command->add_option("file", words->file, "Any audio file, or a track of the library by its id")
      ->required();
  add_points(*command, words);
  command->add_option("--out", words->out, "The file to write (default: FILE-marked)");
  command->add_flag("--json", program.json, "Print the answer as JSON");
  command->callback([&program, words] {
    program.action = [&program, words] { return mark_command(program, *words); };
  });
}

void add_create(CLI::App& loop, Program& program, const std::shared_ptr<LoopWords>& words) {
  CLI::App* command = loop.add_subcommand("create", "Make a track last for hours");
  command->add_option("file", words->file, "Any audio file, or a track of the library by its id")
      ->required();
  command->add_option("--duration", words->duration, "Length: 90s, 45m, 1h30m, 10h (1 s to 24 h)")
      ->capture_default_str();
  command->add_option("--fade", words->fade, "Fade at the very start and end; 0: none")
      ->capture_default_str();
  command->add_option("--ending", words->ending, "fade, or own: the track's own ending")
      ->capture_default_str();
  command->add_option("--format", words->format,
                      "wav, flac, mp3, ogg, opus or m4a (default: as --out, else mp3)");
  command->add_option("--bitrate", words->kilobits, "Kilobits per second, such as 192")
      ->check(CLI::Range(1, 10000));
  add_points(*command, words);
  command->add_option("--crossfade", words->crossfade,
                      "Crossfade before the jump, such as 0.5; with --start and --end");
  command->add_option("--out", words->out, "The file to write (default: FILE-loop.FORMAT)");
  command
      ->add_option("--mode", words->mode,
                   "loop, or evolve: new music in the brief of a track, given by its id")
      ->capture_default_str();
  command->add_option("--seed", words->seed, "For evolve: the same seed makes the same music");
  command
      ->add_option_function<std::string>(
          "--video",
          [words](const std::string& cover) {
            words->video = true;
            words->cover = cover;
          },
          "An MP4 for YouTube, with this JPEG or PNG or else a picture of the sound")
      ->expected(0, 1)
      ->default_str("");
  command->add_flag("--json", program.json, "Print the answer as JSON");
  command->callback([&program, words] {
    program.action = [&program, words] { return create_command(program, *words); };
  });
}

}  // namespace

void add_loop(CLI::App& app, Program& program) {
  const auto words = std::make_shared<LoopWords>();
  CLI::App* loop = app.add_subcommand("loop", "Make hours of a track, without a seam");
  loop->require_subcommand(1);
  add_analyze(*loop, program, words);
  add_mark(*loop, program, words);
  add_create(*loop, program, words);
}

}  // namespace musicgen::cli
