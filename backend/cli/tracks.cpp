// musicgen tracks: look into the library, and back it up.

#include "studio/tracks.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/duration.h"
#include "base/text.h"
#include "cli/command.h"
#include "studio/house.h"

namespace musicgen::cli {
namespace {

struct TracksOptions {
  library::Query query;
  std::string show;
  std::string remove;
  std::string restore;
  std::string backup;
};

void print_track(const Config& config, const library::Track& track, bool json) {
  if (json) {
    fmt::print("{}\n", to_pretty_text(to_json(track)));
    return;
  }
  fmt::print("{}\n  {}  {}  {}\n  {}\n", track.title, clock_text(Seconds(track.duration)),
             track.genre, track.key, studio::output_file(config, track.file_url).string());
}

int list(library::Library& library, const library::Query& query, bool json) {
  const library::TrackPage page = library.list(query);
  if (json) {
    JsonObject answer;
    answer["items"] = to_json(page.items);
    answer["next_cursor"] = page.next_cursor.empty() ? Json(nullptr) : Json(page.next_cursor);
    answer["total"] = page.total;
    fmt::print("{}\n", to_pretty_text(answer));
    return 0;
  }
  for (const library::Track& track : page.items) {
    fmt::print("{}  {:>8}  {:<12.12}  {}\n", track.id, clock_text(Seconds(track.duration)),
               track.genre, first_characters(track.title, 60));
  }
  if (page.total == 0) {
    fmt::print(stderr,
               "No tracks. Make one: musicgen generate \"Lo-fi hip hop with rain sounds\"\n");
  } else if (static_cast<std::int64_t>(page.items.size()) < page.total) {
    fmt::print(stderr, "{} of {} tracks; --limit shows more.\n", page.items.size(), page.total);
  }
  return 0;
}

int tracks_command(const Program& program, const TracksOptions& options) {
  studio::House house(program.config);
  library::Library& library = house.studio().library;
  if (!options.backup.empty()) {
    library.back_up(options.backup);
    fmt::print(stderr, "The library's database was copied to {}.\n", options.backup);
  } else if (!options.show.empty()) {
    print_track(program.config, library.get(options.show), program.json);
  } else if (!options.remove.empty()) {
    print_track(program.config, library.trash(options.remove), program.json);
    fmt::print(stderr, "Moved to the trash for 30 days; --restore brings it back.\n");
  } else if (!options.restore.empty()) {
    print_track(program.config, library.restore(options.restore), program.json);
  } else {
    return list(library, options.query, program.json);
  }
  return 0;
}

}  // namespace

void add_tracks(CLI::App& app, Program& program) {
  auto options = std::make_shared<TracksOptions>();
  CLI::App* command = app.add_subcommand("tracks", "List and search the library, or back it up");
  command->add_option("words", options->query.q, "Words to search for");
  command->add_option("--genre", options->query.genre, "Only this genre");
  command->add_option("--mood", options->query.mood, "Only this mood");
  command->add_option("--sort", options->query.sort, "created_at, title, duration, bpm; - falls")
      ->capture_default_str();
  command->add_option("--limit", options->query.limit, "How many")
      ->check(CLI::Range(1, 200))
      ->capture_default_str();
  command->add_flag("--trash", options->query.trash, "Only what lies in the trash");
  command->add_option("--show", options->show, "Show the track of this id");
  command->add_option("--remove", options->remove, "Move the track of this id to the trash");
  command->add_option("--restore", options->restore, "Take the track of this id out of the trash");
  command->add_option("--backup", options->backup, "Write a copy of the library's database here");
  command->add_flag("--json", program.json, "Print the answer as JSON");
  command->callback([&program, options] {
    program.action = [&program, options] { return tracks_command(program, *options); };
  });
}

}  // namespace musicgen::cli
