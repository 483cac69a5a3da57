// /api/tracks: the list and what can be done with one track

#include "studio/tracks.h"

#include "api/http/file_response.h"
#include "api/routes/routes.h"
#include "api/types.h"

namespace musicgen::api {
namespace {

http::Response track_response(const library::Track& track, int status = 200) {
  http::Response response = json_response(track, status);
  response.headers.set("ETag", library::etag_of(track));
  response.headers.set("Cache-Control", "no-cache");
  return response;
}

http::Response list_tracks(Desk& desk, const http::Request& request) {
  const auto query = from_query<TrackQuery>(request.query);
  library::TrackPage found = desk.studio.library.list({.q = query.q,
                                                       .genre = query.genre,
                                                       .mood = query.mood,
                                                       .model = query.model,
                                                       .kind = query.kind,
                                                       .favorite = query.favorite,
                                                       .trash = query.trash,
                                                       .sort = query.sort,
                                                       .cursor = query.cursor,
                                                       .limit = query.limit});
  return json_response(TrackPage{std::move(found.items), cursor_of(found.next_cursor), found.total,
                                 std::move(found.facets)});
}

http::Response get_track(Desk& desk, const http::Request& request) {
  const library::Track track = desk.studio.library.get(id_in<TrackNotFound>(request));
  const std::string_view known = request.headers.get("If-None-Match");
  http::Response response = track_response(track);
  if (!known.empty() && http::names_etag(known, library::etag_of(track), true)) {
    response.status = 304;
    response.body = "";
  }
  return response;
}

// The one ETag of an If-Match header that is the present one; "" where any state will do.
std::string if_match_of(Desk& desk, const http::Request& request, const std::string& id) {
  const std::string header(request.headers.get("If-Match"));
  if (header.empty() || header == "*") return "";
  const std::string present = library::etag_of(desk.studio.library.get(id));
  return http::names_etag(header, present, false) ? present : header;
}

http::Response edit_track(Desk& desk, const http::Request& request) {
  const std::string id = id_in<TrackNotFound>(request);
  const auto edit = body_of<library::TrackEdit>(request);
  return track_response(studio::edit_track(desk.studio, id, edit, if_match_of(desk, request, id)));
}

http::Response delete_track(Desk& desk, const http::Request& request) {
  const std::string id = id_in<TrackNotFound>(request);
  if (from_query<DeleteQuery>(request.query).permanent) {
    studio::remove_track(desk.studio, id);
  } else {
    desk.studio.library.trash(id);
  }
  return http::empty_response();
}

Operation edit_operation(http::Method method, std::string id, std::string summary) {
  return {.method = method,
          .path = "/api/tracks/{id}",
          .id = std::move(id),
          .tag = "tracks",
          .summary = std::move(summary),
          .headers = {{"If-Match", "The ETag of the state that the change is meant for."}},
          .body = request_schema<library::TrackEdit>,
          .answer = answer_schema<library::Track>,
          .errors = {ErrorCode::track_not_found, ErrorCode::precondition_failed,
                     ErrorCode::storage_full}};
}

}  // namespace

void add_track_routes(Api& api, Desk& desk) {
  api.add({.path = "/api/tracks",
           .id = "listTracks",
           .tag = "tracks",
           .summary = "The library: search, filter, sort, page.",
           .query = query_schema<TrackQuery>,
           .answer = answer_schema<TrackPage>},
          [&desk](const http::Request& request) { return list_tracks(desk, request); });

  api.add({.path = "/api/tracks/{id}",
           .id = "getTrack",
           .tag = "tracks",
           .summary = "A track, with its ETag.",
           .headers = {{"If-None-Match", "An ETag; 304 where the track is still the same."}},
           .answer = answer_schema<library::Track>,
           .errors = {ErrorCode::track_not_found}},
          [&desk](const http::Request& request) { return get_track(desk, request); });

  const auto edit = [&desk](const http::Request& request) { return edit_track(desk, request); };
  api.add(
      edit_operation(http::Method::patch, "editTrack", "Change metadata; the file's tags follow."),
      edit);
  api.add(edit_operation(http::Method::put, "putTrack",
                         "The same as PATCH: fields that are left out stay as they are."),
          edit);

  api.add({.method = http::Method::remove,
           .path = "/api/tracks/{id}",
           .id = "deleteTrack",
           .tag = "tracks",
           .summary = "Put a track in the trash for 30 days, or delete it for good.",
           .query = query_schema<DeleteQuery>,
           .status = 204,
           .answer_type = "",
           .errors = {ErrorCode::track_not_found}},
          [&desk](const http::Request& request) { return delete_track(desk, request); });

  api.add({.method = http::Method::post,
           .path = "/api/tracks/{id}/restore",
           .id = "restoreTrack",
           .tag = "tracks",
           .summary = "Take a track out of the trash.",
           .answer = answer_schema<library::Track>,
           .errors = {ErrorCode::track_not_found, ErrorCode::conflict}},
          [&desk](const http::Request& request) {
            return track_response(desk.studio.library.restore(id_in<TrackNotFound>(request)));
          });
}

}  // namespace musicgen::api
