#include "library/library.h"

#include <algorithm>

#include "base/ids.h"
#include "base/text.h"
#include "library/facets.h"
#include "library/migrations.h"
#include "library/playlists.h"
#include "library/rows.h"
#include "library/search.h"
#include "sql/revisions.h"

namespace musicgen::library {
namespace fs = std::filesystem;
namespace {

constexpr std::uint32_t kApplicationId = 0x4D474C42;  // "MGLB"

sql::DatabaseOptions database_options(const fs::path& file) {
  const std::string name = file.filename().string();
  return {.file = file,
          .name = "library",
          .application_id = kApplicationId,
          .migrations = migrations(),
          .damage_hint = fmt::format(
              "Restore a backup, as `musicgen tracks --backup FILE` makes them: stop the studio, "
              "remove {0}-wal and {0}-shm, then copy the backup over {0}.",
              name)};
}

void apply(const TrackEdit& changes, Track& track) {
  const auto take = [](const auto& from, auto& to) {
    if (from) to = *from;
  };
  const auto take_line = [](const std::optional<std::string>& from, std::string& to) {
    if (from) to = clean_text(*from);
  };
  if (changes.title && clean_text(*changes.title).empty()) {
    throw InvalidParameter("title must not be empty.").at("/title");
  }
  take_line(changes.title, track.title);
  take_line(changes.artist, track.artist);
  take_line(changes.album, track.album);
  take_line(changes.genre, track.genre);
  take_line(changes.mood, track.mood);
  take(changes.year, track.year);
  take(changes.comment, track.comment);
  take(changes.bpm, track.bpm);
  take_line(changes.key, track.key);
  take(changes.favorite, track.favorite);
  take(changes.tags, track.tags);
}

// If-Match holds "*" or a list of tags (RFC 9110, section 13.1.1).
bool matches(const std::string& if_match, const Track& track) {
  const std::string etag = etag_of(track);
  for (const std::string& tag : split(if_match, ',')) {
    if (trim(tag) == "*" || trim(tag) == etag) return true;
  }
  return if_match.empty();
}

Track get_track(sql::Transaction& work, const std::string& id) {
  if (auto track = find_track(work, "id = :id", {{"id", id}})) return *std::move(track);
  throw TrackNotFound(fmt::format("There is no track {}.", first_characters(clean_text(id), 40)));
}

class SqlLibrary final : public Library {
 public:
  explicit SqlLibrary(const fs::path& file) : database_(database_options(file)) {}

  Track add(const Track& track, const std::string& job_id, const std::string& output) override {
    sql::Transaction work = database_.write();
    if (auto there = output_of(work, job_id, output)) return *std::move(there);
    Track added = track;
    if (added.id.empty()) added.id = new_id();
    if (added.created_at == TimePoint()) added.created_at = now();
    if (added.updated_at == TimePoint()) added.updated_at = added.created_at;
    if (find_track(work, "id = :id", {{"id", added.id}})) {
      throw Conflict("There is a track with this id already.");
    }
    insert_track(work, added, job_id, output);
    work.commit();
    return added;
  }

  std::optional<Track> find_output(const std::string& job_id, const std::string& output) override {
    sql::Transaction work = database_.read();
    return output_of(work, job_id, output);
  }

  Track get(const std::string& id) override {
    sql::Transaction work = database_.read();
    return get_track(work, id);
  }

  TrackPage list(const Query& query) override {
    if (query.limit < 1 || query.limit > 200) {
      throw InvalidParameter("limit must be between 1 and 200.").at("/limit");
    }
    const Order order = order_of(query);
    Condition condition = condition_of(query);
    sql::Transaction work = database_.read();
    TrackPage page;
    count_facets(work, condition, page);

    skip_before_cursor(condition, query, order);
    // One more than asked for tells whether there is a next page.
    condition.values.emplace_back("limit", query.limit + 1);
    // The page is found first, so that only its rows and not all that match are read and sorted
    // with their long texts.
    auto rows = work.query(fmt::format("SELECT {0}, {1} AS sort_key FROM tracks WHERE number IN "
                                       "(SELECT number FROM tracks WHERE {2} {3} LIMIT :limit) {3}",
                                       track_columns(), order.key, condition.sql, order_by(order)),
                           condition.values);
    if (rows.size() > static_cast<std::size_t>(query.limit)) {
      rows.pop_back();
      page.next_cursor = cursor_after(rows.back(), query, order);
    }
    for (const sql::Row& row : rows) page.items.push_back(track_of(row));
    return page;
  }

  Track edit(const std::string& id, const TrackEdit& changes,
             const std::string& if_match) override {
    return change(id, [&](Track& track) {
      if (!matches(if_match, track)) {
        throw PreconditionFailed("The track was changed by someone else in the meantime.")
            .advise("Load it again and repeat the change.");
      }
      apply(changes, track);
    });
  }

  Track replace_file(const std::string& id, std::int64_t bytes) override {
    return change(id, [&](Track& track) { track.bytes = bytes; });
  }

  Track set_cover(const std::string& id, const std::optional<std::string>& cover_url) override {
    return change(id, [&](Track& track) { track.cover_url = cover_url; });
  }

  Track trash(const std::string& id) override {
    return change(id, [&](Track& track) {
      if (!track.deleted_at) track.deleted_at = now();
    });
  }

  Track restore(const std::string& id) override {
    return change(id, [&](Track& track) {
      if (!track.deleted_at) throw Conflict("The track is not in the trash.");
      track.deleted_at.reset();
    });
  }

  void remove(const std::string& id) override {
    sql::Transaction work = database_.write();
    get_track(work, id);
    work.run("DELETE FROM tracks WHERE id = :id", {{"id", id}});
    work.run("INSERT INTO removed_tracks (revision, id) VALUES (:revision, :id)",
             {{"revision", sql::next_revision(work)}, {"id", id}});
    work.commit();
  }

  std::vector<Track> trashed_before(TimePoint time) override {
    sql::Transaction work = database_.read();
    std::vector<Track> tracks;
    for (const sql::Row& row :
         work.query(fmt::format("SELECT {} FROM tracks WHERE deleted_at IS NOT NULL "
                                "AND deleted_at < :time ORDER BY deleted_at",
                                track_columns()),
                    {{"time", time}})) {
      tracks.push_back(track_of(row));
    }
    return tracks;
  }

  std::vector<Holding> holdings() override {
    sql::Transaction work = database_.read();
    std::vector<Holding> holdings;
    for (const sql::Row& row : work.query("SELECT id, kind, deleted_at FROM tracks", {})) {
      holdings.push_back({row["id"].text(), row["kind"].text(), !row["deleted_at"].is_null()});
    }
    return holdings;
  }

  std::vector<Playlist> playlists() override {
    sql::Transaction work = database_.read();
    return all_playlists(work);
  }

  Playlist playlist(const std::string& id) override {
    sql::Transaction work = database_.read();
    return get_playlist(work, id);
  }

  void remove_playlist(const std::string& id) override {
    sql::Transaction work = database_.write();
    library::remove_playlist(work, id);
    work.commit();
  }

  Playlist add_playlist(const NewPlaylist& wanted) override {
    sql::Transaction work = database_.write();
    Playlist added = insert_playlist(work, wanted);
    work.commit();
    return added;
  }

  Playlist edit_playlist(const std::string& id, const PlaylistEdit& edit) override {
    sql::Transaction work = database_.write();
    Playlist changed = update_playlist(work, id, edit);
    work.commit();
    return changed;
  }

  std::vector<Change> changes_since(std::int64_t revision, int limit) override {
    const sql::Values after{{"revision", revision}, {"limit", limit}};
    sql::Transaction work = database_.read();
    std::vector<Change> changes;
    for (const sql::Row& row :
         work.query(fmt::format("SELECT {} FROM tracks WHERE revision > :revision "
                                "ORDER BY revision LIMIT :limit",
                                track_columns()),
                    after)) {
      changes.push_back({row["revision"].integer(), row["id"].text(), track_of(row)});
    }
    for (const sql::Row& row :
         work.query("SELECT revision, id FROM removed_tracks WHERE revision > :revision "
                    "ORDER BY revision LIMIT :limit",
                    after)) {
      changes.push_back({row["revision"].integer(), row["id"].text(), std::nullopt});
    }
    std::ranges::sort(changes, {}, &Change::revision);
    changes.resize(std::min(changes.size(), static_cast<std::size_t>(limit)));
    return changes;
  }

  std::int64_t revision() override {
    sql::Transaction work = database_.read();
    return sql::last_revision(work);
  }

  int schema_version() override { return database_.schema_version(); }

  void back_up(const fs::path& to) override { database_.back_up(to); }

 private:
  static std::optional<Track> output_of(sql::Transaction& work, const std::string& job_id,
                                        const std::string& output) {
    return find_track(work, "job_id = :job_id AND output = :output",
                      {{"job_id", job_id}, {"output", output}});
  }

  // Reads a track, changes it and writes it back as one step.
  template <class How>
  Track change(const std::string& id, How&& how) {
    sql::Transaction work = database_.write();
    Track track = get_track(work, id);
    how(track);
    track.updated_at = now();
    update_track(work, track);
    work.commit();
    return track;
  }

  sql::Database database_;
};

fs::path file_of(const Config& config) {
  const std::string& url = config.database_url;
  constexpr std::string_view kSqlite = "sqlite://";
  if (url.empty()) return config.library_file();
  if (url.starts_with(kSqlite) && url.size() > kSqlite.size()) return url.substr(kSqlite.size());
  throw InvalidParameter("DATABASE_URL names a database that this build can't use.")
      .at("DATABASE_URL")
      .advise(
          "Unset it to keep the library in the data directory, or give sqlite:///path/to/file.");
}

}  // namespace

std::string etag_of(const Track& track) {
  return fmt::format("\"{:x}-{:016x}\"", to_microseconds(track.updated_at),
                     std::hash<std::string>{}(to_text(to_json(track))));
}

std::unique_ptr<Library> open_library(const Config& config) {
  return std::make_unique<SqlLibrary>(file_of(config));
}

}  // namespace musicgen::library
