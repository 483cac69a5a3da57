#pragma once
// Playlists as rows of their tables. For the files of this room only.

#include "library/playlist.h"
#include "sql/database.h"

namespace musicgen::library {

// All of them, by name.
std::vector<Playlist> all_playlists(sql::Transaction& work);

// Throws NotFound.
Playlist get_playlist(sql::Transaction& work, const std::string& id);
void remove_playlist(sql::Transaction& work, const std::string& id);

// Throws InvalidParameter for an empty name and at the first track that is unknown.
Playlist insert_playlist(sql::Transaction& work, const NewPlaylist& wanted);

// Throws as both above.
Playlist update_playlist(sql::Transaction& work, const std::string& id, const PlaylistEdit& edit);

}  // namespace musicgen::library
