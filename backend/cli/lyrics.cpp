// musicgen lyrics: when each line is sung, and what may go wrong.

#include "studio/lyrics.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/duration.h"
#include "cli/command.h"
#include "cli/text_in.h"

namespace musicgen::cli {
namespace {

struct LyricsWords {
  std::string file;
  std::string duration;
  std::string model;
  std::optional<double> bpm;
  bool lrc = false;
};

void print_warning(const lyrics::LyricsWarning& warning) {
  fmt::print("              {}\n", warning.message);
}

void print_table(const lyrics::LyricsReport& report) {
  fmt::print("{:.0f} s, {} lines\n", report.duration, report.lines.size());
  std::string section;
  for (const lyrics::LyricsLine& line : report.lines) {
    if (line.section != section) fmt::print("\n{:14}[{}]\n", "", line.section);
    section = line.section;
    const std::string start = line.start ? fmt::format("{:.2f}", *line.start) : "-";
    if (!line.text.empty()) fmt::print("{:>4} {:>8} {}\n", line.line, start, line.text);
    for (const lyrics::LyricsWarning& warning : line.warnings) print_warning(warning);
  }
  if (!report.warnings.empty()) fmt::print("\n");
  for (const lyrics::LyricsWarning& warning : report.warnings) {
    fmt::print("{}\n", warning.message);
  }
}

int check_lyrics(const Program& program, const LyricsWords& words) {
  studio::LyricsRequest request{
      .lyrics = text_in(words.file), .model = words.model, .bpm = words.bpm};
  if (!words.duration.empty()) request.duration = duration_of(words.duration);
  // Checked like a request of the API.
  request = from_json<studio::LyricsRequest>(to_json(request));
  const engines::Registry engines(program.config);
  const lyrics::LyricsReport report = studio::LyricsChecker(engines).check(request);
  if (program.json) {
    fmt::print("{}\n", to_pretty_text(to_json(report)));
  } else if (words.lrc) {
    fmt::print("{}", report.lrc);
  } else {
    print_table(report);
  }
  return 0;
}

}  // namespace

void add_lyrics(CLI::App& app, Program& program) {
  const auto words = std::make_shared<LyricsWords>();
  CLI::App* command = app.add_subcommand("lyrics", "Check when and how lyrics will be sung");
  command->add_option("file", words->file, "Lyrics as text or LRC; - for standard input")
      ->required();
  command->add_option("--duration", words->duration,
                      "Length of the song, such as 95s or 3m (default: what the lyrics need)");
  command->add_option("--bpm", words->bpm, "Tempo for lyrics without times (default: 100)");
  command->add_option("--model", words->model, "The model that will sing (default: DiffRhythm)");
  command->add_flag("--lrc", words->lrc, "Print the lyrics with the times that are used");
  command->add_flag("--json", program.json, "Print the answer as JSON");
  command->callback([&program, words] {
    program.action = [&program, words] { return check_lyrics(program, *words); };
  });
}

}  // namespace musicgen::cli
