#pragma once
// A playlist: tracks in the order that a person gave them.

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/json.h"

namespace musicgen::library {

// As it stands in answers of the API. Tracks in the trash are left out and come back to their
// places when they are restored; a track may stand in it more than once.
struct Playlist {
  std::string id;
  std::string name;
  std::vector<std::string> track_ids;
  TimePoint created_at;
  TimePoint updated_at;
};
BOOST_DESCRIBE_STRUCT(Playlist, (), (id, name, track_ids, created_at, updated_at))

struct NewPlaylist {
  std::string name;
  std::vector<std::string> track_ids;
};
BOOST_DESCRIBE_STRUCT(NewPlaylist, (), (name, track_ids))

// What a person may change; absent members stay as they are.
struct PlaylistEdit {
  std::optional<std::string> name;
  std::optional<std::vector<std::string>> track_ids;
};
BOOST_DESCRIBE_STRUCT(PlaylistEdit, (), (name, track_ids))

}  // namespace musicgen::library

template <>
inline constexpr auto musicgen::kRules<musicgen::library::NewPlaylist> = musicgen::rules({
    {.field = "name", .about = "Its name.", .required = true, .min = 1, .max = 200},
    {.field = "track_ids", .about = "Tracks in their order.", .max = 10000},
});

template <>
inline constexpr auto musicgen::kRules<musicgen::library::PlaylistEdit> = musicgen::rules({
    {.field = "name", .about = "Its name.", .min = 1, .max = 200},
    {.field = "track_ids", .about = "All tracks in their new order.", .max = 10000},
});
