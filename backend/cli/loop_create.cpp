// musicgen loop create: hours of a track, as sound or as a video.

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "audio/tags.h"
#include "base/duration.h"
#include "base/files.h"
#include "base/target.h"
#include "cli/loop_parts.h"
#include "cli/signals.h"
#include "cli/work_bar.h"
#include "looper/video.h"
#include "studio/tracks.h"

namespace musicgen::cli {
namespace fs = std::filesystem;
namespace {

fs::path target_for(const LoopWords& words, const fs::path& file,
                    const studio::LoopRequest& request) {
  if (!words.out.empty()) return loop_target(file, words.out);
  const std::string extension = words.video ? "mp4" : request.format;
  return loop_target(file, free_name(file.stem().string() + "-loop", "." + extension));
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
      near ? exact_clock_text(draft.length) : clock_text(draft.length),
      near ? fmt::format(" (as near to {} as whole loops allow)", clock_text(request.duration))
           : "",
      exact_clock_text(Seconds(draft.seam.start)), exact_clock_text(Seconds(draft.seam.end)),
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

// The picture that was asked for, or a library track's own; else none.
fs::path cover_for(const LoopWords& words, const LoopSource& source) {
  if (!words.cover.empty() || !source.house) return words.cover;
  return studio::own_cover(source.house->studio().config, source.track.id);
}

looper::LoopReport write(const studio::LoopDraft& draft, const LoopWords& words,
                         const fs::path& cover, const fs::path& target, const ProgressFn& progress,
                         const std::stop_token& stop) {
  if (!words.video) {
    return looper::write_loop(draft.sound, draft.plan, draft.options, target, progress, stop);
  }
  return looper::write_loop_video(draft.sound, draft.plan, draft.options,
                                  {.cover = cover, .chapters = studio::chapters_of(draft.length)},
                                  target, progress, stop);
}

studio::LoopDraft draft_of(const LoopSource& source, const studio::LoopRequest& request,
                           const ProgressFn& progress, const std::stop_token& stop) {
  if (!source.house) return studio::draft_loop(source.file, request, progress, stop);
  return studio::draft_track_loop(source.house->studio(), source.track, request,
                                  source.scratch->path(), progress, stop);
}

int create_command(const Program& program, const LoopWords& words) {
  if (words.mode == "evolve") return evolve_command(program, words);
  const StopOnSignal signals;
  const studio::LoopRequest request = request_of(words);
  const LoopSource source = source_of(program, words.file);
  const fs::path target = target_for(words, source.file, request);
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
    report = write(draft, words, cover_for(words, source), target, bar.progress(), signals.token());
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

}  // namespace

void add_loop_create(CLI::App& loop, Program& program, const std::shared_ptr<LoopWords>& words) {
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
  command->add_option(
      "--out", words->out,
      "The file to write (default: FILE-loop.FORMAT, numbered where that is taken)");
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
          "An MP4 for YouTube, with this JPEG or PNG, else the track's cover or a picture of "
          "the sound")
      ->expected(0, 1)
      ->default_str("");
  command->add_flag("--json", program.json, "Print the answer as JSON");
  command->callback([&program, words] {
    program.action = [&program, words] { return create_command(program, *words); };
  });
}

}  // namespace musicgen::cli
