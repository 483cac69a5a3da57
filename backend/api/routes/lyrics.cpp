// POST /api/lyrics/check

#include "studio/lyrics.h"

#include "api/routes/routes.h"

namespace musicgen::api {

void add_lyrics_routes(Api& api, Desk& desk) {
  const auto checker = std::make_shared<studio::LyricsChecker>(desk.studio.engines);
  api.add({.method = http::Method::post,
           .path = "/api/lyrics/check",
           .id = "checkLyrics",
           .tag = "generation",
           .summary = "When each line is sung, how it is pronounced, and what may go wrong.",
           .body = request_schema<studio::LyricsRequest>,
           .answer = answer_schema<lyrics::LyricsReport>,
           .errors = {ErrorCode::invalid_lyrics, ErrorCode::model_not_found,
                      ErrorCode::engine_unavailable}},
          [checker](const http::Request& request) {
            return json_response(checker->check(body_of<studio::LyricsRequest>(request)));
          });
}

}  // namespace musicgen::api
