// musicgen loop mark: a copy of a track in which the loop is marked, for players that jump back by
// themselves.

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "audio/decoder.h"
#include "audio/loop_marks.h"
#include "base/duration.h"
#include "base/files.h"
#include "base/target.h"
#include "base/text.h"
#include "cli/loop_parts.h"
#include "cli/signals.h"
#include "cli/work_bar.h"

namespace musicgen::cli {
namespace fs = std::filesystem;
namespace {

fs::path target_for(const LoopWords& words, const fs::path& file) {
  const fs::path target =
      words.out.empty() ? free_name(file.stem().string() + "-marked", file.extension().string())
                        : fs::path(words.out);
  if (to_lower_ascii(target.extension().string()) != to_lower_ascii(file.extension().string())) {
    throw InvalidParameter("The marked copy has the format of the track.")
        .at("/out")
        .advise("Give it the same extension, or export the track in the other format first.");
  }
  return loop_target(file, target);
}

studio::LoopDraft draft_of(const fs::path& file, const LoopWords& words,
                           const std::stop_token& stop) {
  LoopWords without_format = words;  // nothing is encoded: any extension will do
  without_format.out.clear();
  WorkBar bar;
  return studio::draft_loop(file, request_of(without_format), bar.progress(), stop);
}

// Points that a person chose were not looked for in the sound.
void require_inside(const studio::LoopDraft& draft, const audio::FileInfo& info) {
  if (draft.verdict || !info.frames || draft.plan.end <= *info.frames) return;
  throw looper::InvalidLoop(fmt::format("The loop ends at {}, but the track has only {}.",
                                        exact_clock_text(Seconds(draft.seam.end)),
                                        exact_clock_text(info.duration)))
      .at("/loop_end");
}

int mark_command(const Program& program, const LoopWords& words) {
  const StopOnSignal signals;
  const LoopSource source = source_of(program, words.file);
  const fs::path target = target_for(words, source.file);
  const studio::LoopDraft draft = draft_of(source.file, words, signals.token());
  const audio::FileInfo info = audio::open_decoder(source.file)->info();
  require_inside(draft, info);
  PendingFile copy(target);
  fs::copy_file(source.file, copy.path(), fs::copy_options::overwrite_existing);
  fs::permissions(copy.path(), fs::perms::owner_write, fs::perm_options::add);
  audio::write_loop_marks(copy.path(), {draft.plan.start, draft.plan.end},
                          info.format.sample_rate_hz);
  copy.publish();
  if (draft.verdict == looper::Verdict::none || draft.plan.crossfade > Seconds(0)) {
    fmt::print(stderr, "Players jump back without a crossfade: this join may be heard.\n");
  }
  if (program.json) {
    fmt::print("{}\n", to_pretty_text(
                           JsonObject{{"file", target.string()}, {"loop", to_json(draft.seam)}}));
    return 0;
  }
  fmt::print(stderr, "Marked: {} to {}.\n", exact_clock_text(Seconds(draft.seam.start)),
             exact_clock_text(Seconds(draft.seam.end)));
  fmt::print("{}\n", target.string());
  return 0;
}

}  // namespace

void add_loop_mark(CLI::App& loop, Program& program, const std::shared_ptr<LoopWords>& words) {
  CLI::App* command = loop.add_subcommand(
      "mark", "Copy a track with its loop written into it, as games read it (LOOPSTART, smpl)");
  command->add_option("file", words->file, "Any audio file, or a track of the library by its id")
      ->required();
  add_points(*command, words);
  command->add_option("--out", words->out,
                      "The file to write (default: FILE-marked, numbered where that is taken)");
  command->add_flag("--json", program.json, "Print the answer as JSON");
  command->callback([&program, words] {
    program.action = [&program, words] { return mark_command(program, *words); };
  });
}

}  // namespace musicgen::cli
