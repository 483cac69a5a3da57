#include "library/playlists.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/ids.h"
#include "base/text.h"

namespace musicgen::library {
namespace {

// Tracks by the playlist that they stand in, each in its order.
constexpr const char* kTracks =
    "SELECT playlist_id, track_id FROM playlist_tracks JOIN tracks ON tracks.id = track_id "
    "WHERE deleted_at IS NULL {} ORDER BY playlist_id, place";

Playlist playlist_of(const sql::Row& row) {
  return {.id = row["id"].text(),
          .name = row["name"].text(),
          .created_at = row["created_at"].time(),
          .updated_at = row["updated_at"].time()};
}

std::string checked_name(const std::string& name) {
  std::string cleaned = clean_text(name);
  if (cleaned.empty()) throw InvalidParameter("name must not be empty.").at("/name");
  return cleaned;
}

void set_tracks(sql::Transaction& work, const std::string& id,
                const std::vector<std::string>& track_ids) {
  work.run("DELETE FROM playlist_tracks WHERE playlist_id = :id", {{"id", id}});
  for (std::size_t place = 0; place < track_ids.size(); ++place) {
    const std::int64_t added = work.run(
        "INSERT INTO playlist_tracks (playlist_id, place, track_id) "
        "SELECT :id, :place, id FROM tracks WHERE id = :track_id",
        {{"id", id}, {"place", place}, {"track_id", track_ids[place]}});
    if (added == 1) continue;
    throw InvalidParameter(
        fmt::format("There is no track {}.", first_characters(clean_text(track_ids[place]), 40)))
        .at(fmt::format("/track_ids/{}", place))
        .advise("Leave it out: it may have been deleted for good.");
  }
}

}  // namespace

std::vector<Playlist> all_playlists(sql::Transaction& work) {
  std::vector<Playlist> all;
  std::map<std::string, std::size_t> places;
  for (const sql::Row& row : work.query("SELECT * FROM playlists ORDER BY LOWER(name), id")) {
    all.push_back(playlist_of(row));
    places[all.back().id] = all.size() - 1;
  }
  for (const sql::Row& row : work.query(fmt::format(fmt::runtime(kTracks), ""))) {
    all[places.at(row["playlist_id"].text())].track_ids.push_back(row["track_id"].text());
  }
  return all;
}

Playlist get_playlist(sql::Transaction& work, const std::string& id) {
  const auto row = work.first("SELECT * FROM playlists WHERE id = :id", {{"id", id}});
  if (!row) {
    throw NotFound(fmt::format("There is no playlist {}.", first_characters(clean_text(id), 40)));
  }
  Playlist playlist = playlist_of(*row);
  for (const sql::Row& track :
       work.query(fmt::format(fmt::runtime(kTracks), "AND playlist_id = :id"), {{"id", id}})) {
    playlist.track_ids.push_back(track["track_id"].text());
  }
  return playlist;
}

void remove_playlist(sql::Transaction& work, const std::string& id) {
  get_playlist(work, id);
  work.run("DELETE FROM playlists WHERE id = :id", {{"id", id}});
}

Playlist insert_playlist(sql::Transaction& work, const NewPlaylist& wanted) {
  const std::string id = new_id();
  work.run(
      "INSERT INTO playlists (id, name, created_at, updated_at) "
      "VALUES (:id, :name, :now, :now)",
      {{"id", id}, {"name", checked_name(wanted.name)}, {"now", now()}});
  set_tracks(work, id, wanted.track_ids);
  return get_playlist(work, id);
}

Playlist update_playlist(sql::Transaction& work, const std::string& id, const PlaylistEdit& edit) {
  const std::string name = edit.name ? checked_name(*edit.name) : get_playlist(work, id).name;
  const std::int64_t changed =
      work.run("UPDATE playlists SET name = :name, updated_at = :now WHERE id = :id",
               {{"id", id}, {"name", name}, {"now", now()}});
  if (changed > 0 && edit.track_ids) set_tracks(work, id, *edit.track_ids);
  return get_playlist(work, id);
}

}  // namespace musicgen::library
