#pragma once
// The library: all tracks and playlists, in SQL through SOCI. Safe from any thread and process.
// Calls throw StorageFull and StorageCorrupt; the latter names the backup command and touches
// nothing.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/config.h"
#include "library/playlist.h"
#include "library/track.h"

namespace musicgen::library {

struct Query {
  std::string q;      // words, all of which must occur (prefixes match); any text is safe
  std::string genre;  // exact, any case; empty: all
  std::string mood;
  std::string model;
  std::string kind;
  std::optional<bool> favorite;
  bool trash = false;  // only what lies in the trash; otherwise only what does not
  std::string sort =
      "-created_at";   // created_at, title, duration, bpm, genre, artist; '-' = falling
  std::string cursor;  // of the page before; empty: the first
  int limit = 50;      // 1 to 200
};

struct TrackPage {
  std::vector<Track> items;
  std::string next_cursor;  // empty at the end
  std::int64_t total = 0;
  std::map<std::string, std::map<std::string, std::int64_t>> facets;  // genre, mood, kind, model
};

struct Change {
  std::int64_t revision = 0;  // grows with every change of any track
  std::string track_id;
  std::optional<Track> track;  // empty: it was removed for good
};

// Enough of a track to know what its files on the disk are.
struct Holding {
  std::string id;
  std::string kind;
  bool trashed = false;
};

class Library {
 public:
  virtual ~Library() = default;

  // Records a finished track. `job_id` and `output` ("main") are its unique key: recording the same
  // output of the same job again changes nothing and gives the track that is there.
  virtual Track add(const Track& track, const std::string& job_id, const std::string& output) = 0;

  virtual std::optional<Track> find_output(const std::string& job_id,
                                           const std::string& output) = 0;
  virtual Track get(const std::string& id) = 0;    // throws TrackNotFound; trash included
  virtual TrackPage list(const Query& query) = 0;  // throws InvalidParameter (sort, cursor)

  // `if_match`: the ETag that the caller has seen; empty: whatever is there.
  // Throws TrackNotFound, PreconditionFailed.
  virtual Track edit(const std::string& id, const TrackEdit& changes,
                     const std::string& if_match) = 0;
  virtual Track replace_file(const std::string& id, std::int64_t bytes) = 0;  // after tags changed
  virtual Track set_cover(const std::string& id, const std::optional<std::string>& cover_url) = 0;

  virtual Track trash(const std::string& id) = 0;
  virtual Track restore(const std::string& id) = 0;  // throws Conflict if not in the trash
  virtual void remove(const std::string& id) = 0;    // for good; the caller removes files
  virtual std::vector<Track> trashed_before(TimePoint time) = 0;
  virtual std::vector<Holding> holdings() = 0;  // of all tracks, trash included

  virtual std::vector<Playlist> playlists() = 0;                 // by name
  virtual Playlist playlist(const std::string& id) = 0;          // throws NotFound
  virtual void remove_playlist(const std::string& id) = 0;       // throws NotFound
  virtual Playlist add_playlist(const NewPlaylist& wanted) = 0;  // throws InvalidParameter
  virtual Playlist edit_playlist(const std::string& id, const PlaylistEdit& edit) = 0;  // as both

  virtual std::vector<Change> changes_since(std::int64_t revision, int limit) = 0;
  virtual std::int64_t revision() = 0;
  virtual int schema_version() = 0;

  // A consistent copy while others work (SQLite only).
  virtual void back_up(const std::filesystem::path& to) = 0;
};

// ETag of a track's present state, with its quotes.
std::string etag_of(const Track& track);

// Opens and migrates the database that the configuration names (DATABASE_URL unset: SQLite in the
// data directory). Throws StorageCorrupt for a damaged file, or one from a newer version.
std::unique_ptr<Library> open_library(const Config& config);

}  // namespace musicgen::library
