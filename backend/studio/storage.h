#pragma once
// What takes space on the disk, and making room.

#include <cstdint>

#include "base/json.h"
#include "studio/studio.h"

namespace musicgen::studio {

// Bytes on the disk. A track counts with all its files: sound, stems, score, cover.
struct DiskUse {
  std::int64_t songs_bytes = 0;    // made here, not in the trash
  std::int64_t uploads_bytes = 0;  // not in the trash
  std::int64_t trash_bytes = 0;
  std::int64_t trash_tracks = 0;  // how many
  std::int64_t exports_bytes = 0;
  std::int64_t models_bytes = 0;
  std::int64_t downloads_bytes = 0;  // of models, stopped or under way
};
BOOST_DESCRIBE_STRUCT(DiskUse, (),
                      (songs_bytes, uploads_bytes, trash_bytes, trash_tracks, exports_bytes,
                       models_bytes, downloads_bytes))

struct Freed {
  std::int64_t removed = 0;  // how many things went
  std::int64_t freed_bytes = 0;
};
BOOST_DESCRIBE_STRUCT(Freed, (), (removed, freed_bytes))

DiskUse disk_use(Studio& studio);

// Removes everything in the trash for good.
Freed empty_trash(Studio& studio);

// Removes what can be made or fetched again: exported files with their jobs, and downloads of
// models that were stopped.
Freed prune(Studio& studio);

}  // namespace musicgen::studio

template <>
inline constexpr auto musicgen::kRules<musicgen::studio::DiskUse> = musicgen::rules({
    {.field = "songs_bytes", .about = "Songs and loops with stems, scores and covers."},
    {.field = "uploads_bytes", .about = "What was uploaded."},
    {.field = "trash_bytes", .about = "What lies in the trash."},
    {.field = "trash_tracks", .about = "How many tracks lie in the trash."},
    {.field = "exports_bytes", .about = "Exported files; each is kept for a week."},
    {.field = "models_bytes", .about = "Installed models."},
    {.field = "downloads_bytes", .about = "Models that are half downloaded."},
});
