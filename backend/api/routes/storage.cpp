// /api/storage, /api/trash

#include "studio/storage.h"

#include "api/routes/routes.h"
#include "api/types.h"

namespace musicgen::api {

void add_storage_routes(Api& api, Desk& desk) {
  api.add({.path = "/api/storage",
           .id = "getStorage",
           .tag = "system",
           .summary = "What takes space on the disk.",
           .answer = answer_schema<studio::DiskUse>},
          [&desk](const http::Request&) { return json_response(studio::disk_use(desk.studio)); });

  api.add({.method = http::Method::post,
           .path = "/api/storage/prune",
           .id = "pruneStorage",
           .tag = "system",
           .summary = "Remove what can be made or fetched again: exports and stopped downloads.",
           .answer = answer_schema<studio::Freed>,
           .errors = {ErrorCode::queue_unavailable}},
          [&desk](const http::Request&) { return json_response(studio::prune(desk.studio)); });

  api.add(
      {.method = http::Method::remove,
       .path = "/api/trash",
       .id = "emptyTrash",
       .tag = "tracks",
       .summary = "Remove everything in the trash for good.",
       .answer = answer_schema<studio::Freed>},
      [&desk](const http::Request&) { return json_response(studio::empty_trash(desk.studio)); });
}

}  // namespace musicgen::api
