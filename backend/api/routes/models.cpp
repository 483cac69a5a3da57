// /api/models

#include "api/routes/routes.h"
#include "api/types.h"
#include "studio/pull.h"

namespace musicgen::api {
namespace {

http::Response list_models(Desk& desk) {
  ModelList list;
  for (const engines::EngineInfo& engine : desk.studio.engines.list()) {
    list.items.push_back(answer_of(engine));
  }
  return json_response(list);
}

http::Response pull(Desk& desk, const http::Request& request) {
  const jobs::Job job =
      studio::request_pull(desk.studio, request.captured.at("name"), request.client);
  return json_response(Accepted{job.id, job.status}, 202);
}

http::Response verify(Desk& desk, const http::Request& request) {
  const jobs::Job job =
      studio::request_verify(desk.studio, request.captured.at("name"), request.client);
  return json_response(Accepted{job.id, job.status}, 202);
}

http::Response remove(Desk& desk, const http::Request& request) {
  studio::remove_model(desk.studio, request.captured.at("name"));
  return http::empty_response();
}

}  // namespace

void add_model_routes(Api& api, Desk& desk) {
  api.add({.path = "/api/models",
           .id = "listModels",
           .tag = "models",
           .summary = "The models, installed or not, what they can do and how to install them.",
           .answer = answer_schema<ModelList>},
          [&desk](const http::Request&) { return list_models(desk); });

  api.add({.method = http::Method::post,
           .path = "/api/models/{name}/pull",
           .id = "pullModel",
           .tag = "models",
           .summary = "Download a model, which accepts the licence that it is listed with.",
           .status = 202,
           .answer = answer_schema<Accepted>,
           .errors = {ErrorCode::model_not_found, ErrorCode::storage_full, ErrorCode::queue_full,
                      ErrorCode::queue_unavailable}},
          [&desk](const http::Request& request) { return pull(desk, request); });

  api.add(
      {.method = http::Method::post,
       .path = "/api/models/{name}/verify",
       .id = "verifyModel",
       .tag = "models",
       .summary = "Read all files of an installed model and compare their checksums.",
       .status = 202,
       .answer = answer_schema<Accepted>,
       .errors = {ErrorCode::model_not_found, ErrorCode::queue_full, ErrorCode::queue_unavailable}},
      [&desk](const http::Request& request) { return verify(desk, request); });

  api.add(
      {.method = http::Method::remove,
       .path = "/api/models/{name}",
       .id = "deleteModel",
       .tag = "models",
       .summary = "Delete a model's files, and what is half downloaded.",
       .status = 204,
       .answer_type = "",
       .errors = {ErrorCode::model_not_found, ErrorCode::conflict, ErrorCode::queue_unavailable}},
      [&desk](const http::Request& request) { return remove(desk, request); });
}

}  // namespace musicgen::api
