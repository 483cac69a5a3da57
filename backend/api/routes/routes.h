#pragma once
// Each function adds the operations of one feature.

#include "api/api.h"
#include "api/events.h"
#include "api/http/rate_limit.h"
#include "api/http/security.h"
#include "api/metrics.h"
#include "base/error.h"
#include "base/ids.h"
#include "base/text.h"
#include "studio/studio.h"

namespace musicgen::api {

// What the routes work with. It outlives them.
struct Desk {
  studio::Studio& studio;
  http::Security& security;
  http::RateLimit& generations;
  Events& events;
  Metrics& metrics;
  std::filesystem::path resources;
  std::filesystem::path web;  // the built web application; need not exist
};

void add_generate_routes(Api& api, Desk& desk);
void add_job_routes(Api& api, Desk& desk);
void add_loop_routes(Api& api, Desk& desk);
void add_lyrics_routes(Api& api, Desk& desk);
void add_track_routes(Api& api, Desk& desk);
void add_track_file_routes(Api& api, Desk& desk);
void add_playlist_routes(Api& api, Desk& desk);
void add_export_routes(Api& api, Desk& desk);
void add_upload_routes(Api& api, Desk& desk);
void add_output_routes(Api& api, Desk& desk);
void add_event_routes(Api& api, Desk& desk);
void add_model_routes(Api& api, Desk& desk);
void add_storage_routes(Api& api, Desk& desk);
void add_system_routes(Api& api, Desk& desk);

// /openapi.json describes what was added before; add it last, before the web pages.
void add_reference_routes(Api& api, Desk& desk);
void add_web_pages(Api& api, Desk& desk);

// The "{id}" of a route as an id of a job or track; throws `NotFound` (JobNotFound, TrackNotFound)
// for what can't be one.
template <class NotFound>
std::string id_in(const http::Request& request) {
  const std::string& id = request.captured.at("id");
  if (!is_id(id)) {
    throw NotFound(fmt::format("There is no \"{}\".", first_characters(clean_text(id), 100)));
  }
  return id;
}

}  // namespace musicgen::api
