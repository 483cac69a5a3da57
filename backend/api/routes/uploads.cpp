// POST /api/uploads

#include "api/routes/routes.h"
#include "api/types.h"
#include "studio/tracks.h"

namespace musicgen::api {
namespace {

http::Response take_upload(Desk& desk, const http::Request& request) {
  const auto query = from_query<UploadQuery>(request.query);
  const http::Upload& upload = *request.upload;
  const std::string& name = upload.file_name.empty() ? query.filename : upload.file_name;
  const library::Track track = studio::import_upload(desk.studio, upload.file, name);
  http::Response response = json_response(track, 201);
  response.headers.set("Location", "/api/tracks/" + track.id);
  return response;
}

}  // namespace

void add_upload_routes(Api& api, Desk& desk) {
  api.add({.method = http::Method::post,
           .path = "/api/uploads",
           .id = "upload",
           .tag = "tracks",
           .summary = "Take a sound file into the library.",
           .query = query_schema<UploadQuery>,
           .status = 201,
           .answer = answer_schema<library::Track>,
           .errors = {ErrorCode::invalid_audio_format, ErrorCode::storage_full},
           .body_use = http::BodyUse::file,
           .max_body = static_cast<std::uint64_t>(desk.studio.config.max_upload_mb) << 20,
           .takes = {"audio/", "video/", "application/ogg", "application/octet-stream"}},
          [&desk](const http::Request& request) { return take_upload(desk, request); });
}

}  // namespace musicgen::api
