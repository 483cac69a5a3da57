// musicgen loop analyze: where a track can jump back.

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/duration.h"
#include "cli/loop_parts.h"
#include "cli/signals.h"
#include "cli/work_bar.h"
#include "looper/loop_finder.h"

namespace musicgen::cli {
namespace {

std::string verdict_text(const looper::LoopAnalysis& analysis) {
  const looper::LoopCandidate& best = analysis.candidates.front();
  const std::string place =
      fmt::format("{} to {}", exact_clock_text(best.start), exact_clock_text(best.end));
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
  const LoopSource source = source_of(program, words.file);
  looper::LoopAnalysis analysis;
  {
    WorkBar bar;
    analysis = looper::find_loop(source.file, bar.progress(), signals.token());
  }
  if (program.json) {
    fmt::print("{}\n", to_pretty_text(to_json(analysis)));
    return 0;
  }
  fmt::print("{}\n\n{:>12} {:>12} {:>9} {:>7} {:>6} {:>9}\n", verdict_text(analysis), "start",
             "end", "seconds", "bars", "score", "crossfade");
  for (const looper::LoopCandidate& one : analysis.candidates) {
    fmt::print("{:>12} {:>12} {:>9.3f} {:>7.2f} {:>6.3f} {:>9.2f}\n", exact_clock_text(one.start),
               exact_clock_text(one.end), (one.end - one.start).count(), one.bars, one.score,
               one.crossfade.count());
  }
  return 0;
}

}  // namespace

void add_loop_analyze(CLI::App& loop, Program& program, const std::shared_ptr<LoopWords>& words) {
  CLI::App* command = loop.add_subcommand("analyze", "Find where a track can jump back");
  command->add_option("file", words->file, "Any audio file, or a track of the library by its id")
      ->required();
  command->add_flag("--json", program.json, "Print the answer as JSON");
  command->callback([&program, words] {
    program.action = [&program, words] { return analyze_command(program, *words); };
  });
}

}  // namespace musicgen::cli
