// /api/playlists

#include "api/routes/routes.h"
#include "api/types.h"

namespace musicgen::api {
namespace {

http::Response list_playlists(Desk& desk) {
  PlaylistPage page;
  page.items = desk.studio.library.playlists();
  page.total = static_cast<std::int64_t>(page.items.size());
  return json_response(page);
}

http::Response add_playlist(Desk& desk, const http::Request& request) {
  const auto wanted = body_of<library::NewPlaylist>(request);
  const library::Playlist added = desk.studio.library.add_playlist(wanted);
  http::Response response = json_response(added, 201);
  response.headers.set("Location", "/api/playlists/" + added.id);
  return response;
}

}  // namespace

void add_playlist_routes(Api& api, Desk& desk) {
  api.add({.path = "/api/playlists",
           .id = "listPlaylists",
           .tag = "playlists",
           .summary = "All playlists, by name.",
           .answer = answer_schema<PlaylistPage>},
          [&desk](const http::Request&) { return list_playlists(desk); });

  api.add({.method = http::Method::post,
           .path = "/api/playlists",
           .id = "addPlaylist",
           .tag = "playlists",
           .summary = "Make a playlist.",
           .body = request_schema<library::NewPlaylist>,
           .status = 201,
           .answer = answer_schema<library::Playlist>,
           .errors = {ErrorCode::storage_full}},
          [&desk](const http::Request& request) { return add_playlist(desk, request); });

  api.add({.path = "/api/playlists/{id}",
           .id = "getPlaylist",
           .tag = "playlists",
           .summary = "A playlist with its tracks in order.",
           .answer = answer_schema<library::Playlist>,
           .errors = {ErrorCode::not_found}},
          [&desk](const http::Request& request) {
            return json_response(desk.studio.library.playlist(id_in<NotFound>(request)));
          });

  api.add({.method = http::Method::put,
           .path = "/api/playlists/{id}",
           .id = "putPlaylist",
           .tag = "playlists",
           .summary = "Rename a playlist, or give it other tracks or another order.",
           .body = request_schema<library::PlaylistEdit>,
           .answer = answer_schema<library::Playlist>,
           .errors = {ErrorCode::not_found, ErrorCode::storage_full}},
          [&desk](const http::Request& request) {
            return json_response(desk.studio.library.edit_playlist(
                id_in<NotFound>(request), body_of<library::PlaylistEdit>(request)));
          });

  api.add({.method = http::Method::remove,
           .path = "/api/playlists/{id}",
           .id = "deletePlaylist",
           .tag = "playlists",
           .summary = "Remove a playlist; its tracks stay.",
           .status = 204,
           .answer_type = "",
           .errors = {ErrorCode::not_found}},
          [&desk](const http::Request& request) {
            desk.studio.library.remove_playlist(id_in<NotFound>(request));
            return http::empty_response();
          });
}

}  // namespace musicgen::api
