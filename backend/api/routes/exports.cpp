// POST /api/tracks/{id}/exports, POST /api/archives

#include "api/routes/routes.h"
#include "api/types.h"
#include "studio/export.h"

namespace musicgen::api {
namespace {

http::Response export_track(Desk& desk, const http::Request& request) {
  const std::string id = id_in<TrackNotFound>(request);
  const auto options = body_of<studio::ExportOptions>(request);
  desk.generations.take(request.client, 1);
  return json_response(
      Accepted{studio::request_export(desk.studio, id, options, request.client).id}, 202);
}

http::Response make_archive(Desk& desk, const http::Request& request) {
  const auto wanted = body_of<studio::ArchiveRequest>(request);
  desk.generations.take(request.client, 1);
  return json_response(Accepted{studio::request_archive(desk.studio, wanted, request.client).id},
                       202);
}

const std::vector<ErrorCode> kRefusals = {
    ErrorCode::track_not_found, ErrorCode::file_not_found, ErrorCode::invalid_audio_format,
    ErrorCode::rate_limited,    ErrorCode::queue_full,     ErrorCode::queue_unavailable,
    ErrorCode::storage_full};

}  // namespace

void add_export_routes(Api& api, Desk& desk) {
  api.add({.method = http::Method::post,
           .path = "/api/tracks/{id}/exports",
           .id = "exportTrack",
           .tag = "exports",
           .summary = "A track as a file in another format, to be downloaded.",
           .body = request_schema<studio::ExportOptions>,
           .status = 202,
           .answer = answer_schema<Accepted>,
           .errors = kRefusals},
          [&desk](const http::Request& request) { return export_track(desk, request); });

  api.add({.method = http::Method::post,
           .path = "/api/archives",
           .id = "makeArchive",
           .tag = "exports",
           .summary = "Several tracks as one zip file, to be downloaded.",
           .body = request_schema<studio::ArchiveRequest>,
           .status = 202,
           .answer = answer_schema<Accepted>,
           .errors = kRefusals},
          [&desk](const http::Request& request) { return make_archive(desk, request); });
}

}  // namespace musicgen::api
