// GET /api/events, GET /api/jobs/{id}/events

#include "api/routes/routes.h"

namespace musicgen::api {
namespace {

constexpr std::string_view kAbout =
    "The id of the last event that arrived; what happened since comes first.";

http::Response stream(std::shared_ptr<http::EventStream> events) {
  http::Response response = http::text_response(200, "text/event-stream", "");
  response.headers.set("Cache-Control", "no-store");
  response.headers.set("X-Accel-Buffering", "no");  // nginx would hold events back
  response.body = std::move(events);
  return response;
}

std::optional<Position> resumed_from(const http::Request& request) {
  return position_of(request.headers.get("Last-Event-ID"));
}

}  // namespace

void add_event_routes(Api& api, Desk& desk) {
  api.add(
      {.path = "/api/events",
       .id = "followAll",
       .tag = "events",
       .summary = "Server-sent events \"job\", \"track\" and \"model\", each with the object as "
                  "data, and \"track_removed\" with its id.",
       .headers = {{"Last-Event-ID", kAbout}},
       .answer_type = "text/event-stream",
       .errors = {ErrorCode::queue_unavailable},
       .guards_origin = true},
      [&desk](const http::Request& request) {
        return stream(desk.events.follow(resumed_from(request)));
      });

  api.add(
      {.path = "/api/jobs/{id}/events",
       .id = "followJob",
       .tag = "events",
       .summary = "Server-sent events of one job, from its present state to its end.",
       .headers = {{"Last-Event-ID", kAbout}},
       .answer_type = "text/event-stream",
       .errors = {ErrorCode::job_not_found, ErrorCode::queue_unavailable},
       .guards_origin = true},
      [&desk](const http::Request& request) {
        return stream(desk.events.follow_job(id_in<JobNotFound>(request), resumed_from(request)));
      });
}

}  // namespace musicgen::api
