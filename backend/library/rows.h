#pragma once
// Tracks as rows of the table. For the files of this room only.

#include <optional>
#include <string>

#include "library/track.h"
#include "sql/database.h"

namespace musicgen::library {

Track track_of(const sql::Row& row);

// The columns that `track_of` reads, for SELECT.
std::string_view track_columns();

// The first track for which `condition` (SQL after WHERE) holds.
std::optional<Track> find_track(sql::Transaction& work, const std::string& condition,
                                const sql::Values& values);

void insert_track(sql::Transaction& work, const Track& track, const std::string& job_id,
                  const std::string& output);

// Writes everything of a track that is there already and counts it as changed.
void update_track(sql::Transaction& work, const Track& track);

}  // namespace musicgen::library
