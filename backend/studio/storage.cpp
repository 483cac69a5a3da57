#include "studio/storage.h"

#include <unordered_map>

#include "base/error.h"
#include "base/log.h"
#include "models/store.h"
#include "studio/export.h"
#include "studio/tracks.h"

namespace musicgen::studio {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kIdLength = 36;  // of a UUID, with which every file of a track begins

std::int64_t size_of(const fs::directory_entry& entry) {
  std::error_code error;
  const auto bytes = entry.is_regular_file(error) ? entry.file_size(error) : 0;
  return error ? 0 : static_cast<std::int64_t>(bytes);
}

// The member of `use` that a file of the output folder counts for; nullptr for what is nobody's.
std::int64_t* account_of(DiskUse& use, const library::Holding* holding, const fs::path& file) {
  if (is_export(file)) return &use.exports_bytes;
  if (holding == nullptr) return nullptr;
  if (holding->trashed) return &use.trash_bytes;
  return holding->kind == "upload" ? &use.uploads_bytes : &use.songs_bytes;
}

std::vector<std::string> finished_exports(jobs::Queue& queue) {
  std::vector<std::string> ids;
  jobs::Filter filter{.status = jobs::Status::completed, .kind = "export", .limit = 200};
  do {
    const jobs::Page page = queue.list(filter);
    for (const jobs::Job& job : page.items) ids.push_back(job.id);
    filter.cursor = page.next_cursor;
  } while (!filter.cursor.empty());
  return ids;
}

}  // namespace

DiskUse disk_use(Studio& studio) {
  DiskUse use;
  std::unordered_map<std::string, library::Holding> holdings;
  for (library::Holding& holding : studio.library.holdings()) {
    use.trash_tracks += holding.trashed ? 1 : 0;
    holdings.emplace(holding.id, std::move(holding));
  }
  for (const auto& entry : fs::directory_iterator(studio.config.output_folder())) {
    const auto found = holdings.find(entry.path().filename().string().substr(0, kIdLength));
    const auto* holding = found == holdings.end() ? nullptr : &found->second;
    if (std::int64_t* account = account_of(use, holding, entry.path())) *account += size_of(entry);
  }
  const models::Store store(studio.config);
  use.downloads_bytes = store.half_done_bytes();
  use.models_bytes = store.bytes_in_folder() - use.downloads_bytes;
  return use;
}

Freed empty_trash(Studio& studio) {
  const std::int64_t before = disk_use(studio).trash_bytes;
  Freed freed;
  for (const library::Holding& holding : studio.library.holdings()) {
    if (!holding.trashed) continue;
    try {
      remove_track(studio, holding.id);
      ++freed.removed;
    } catch (const TrackNotFound&) {
      log::debug("track {} was removed meanwhile", holding.id);
    }
  }
  freed.freed_bytes = before - disk_use(studio).trash_bytes;
  return freed;
}

Freed prune(Studio& studio) {
  const std::int64_t before = disk_use(studio).exports_bytes;
  Freed freed;
  for (const std::string& id : finished_exports(studio.queue)) {
    try {
      forget_job(studio, id);
      ++freed.removed;
    } catch (const JobNotFound&) {
      log::debug("job {} was removed meanwhile", id);
    }
  }
  freed.freed_bytes = before - disk_use(studio).exports_bytes;
  const std::int64_t fetched = models::Store(studio.config).forget_downloads();
  if (fetched > 0) ++freed.removed;
  freed.freed_bytes += fetched;
  return freed;
}

}  // namespace musicgen::studio
