// musicgen loop mark: a copy of a track in which the loop is marked, for players that jump back by
// themselves.

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "audio/decoder.h"
#include "audio/loop_marks.h"
#include "base/files.h"
#include "base/text.h"
#include "cli/loop_parts.h"
#include "cli/signals.h"
#include "cli/work_bar.h"

namespace musicgen::cli {
namespace fs = std::filesystem;
namespace {

int mark_command(const Program& program, const LoopWords& words) {
  const LoopSource source = source_of(program, words.file);
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

}  // namespace

void add_loop_mark(CLI::App& loop, Program& program, const std::shared_ptr<LoopWords>& words) {
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

}  // namespace musicgen::cli
