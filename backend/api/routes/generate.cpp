// POST /api/generate, POST /api/brief

#include "studio/generate.h"

#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/uuid_io.hpp>

#include "api/routes/routes.h"
#include "api/types.h"

namespace musicgen::api {
namespace {

constexpr std::size_t kMaxIdempotencyKey = 255;

std::string idempotency_key_of(const http::Request& request) {
  const std::string_view key = request.headers.get("Idempotency-Key");
  const bool printable = std::all_of(key.begin(), key.end(), [](char c) { return c > 0x20; });
  if (key.size() > kMaxIdempotencyKey || !printable) {
    throw InvalidParameter("Idempotency-Key must be at most 255 visible characters.")
        .at("Idempotency-Key");
  }
  return std::string(key);
}

// The same for the same wishes, however the JSON is laid out.
std::string fingerprint_of(const studio::GenerateRequest& wanted) {
  const boost::uuids::name_generator_sha1 name(boost::uuids::ns::oid());
  return to_string(name(to_text(to_json(wanted))));
}

http::Response generate(Desk& desk, const http::Request& request) {
  const auto wanted = body_of<studio::GenerateRequest>(request);
  const studio::Client client{.name = request.client,
                              .idempotency_key = idempotency_key_of(request),
                              .fingerprint = fingerprint_of(wanted)};
  desk.generations.take(request.client, wanted.count);
  GenerateAnswer answer;
  for (const jobs::Job& job : studio::request_generation(desk.studio, wanted, client)) {
    answer.job_ids.push_back(job.id);
  }
  answer.job_id = answer.job_ids.front();
  answer.status = "pending";
  return json_response(answer);
}

}  // namespace

void add_generate_routes(Api& api, Desk& desk) {
  api.add({.method = http::Method::post,
           .path = "/api/generate",
           .id = "generate",
           .tag = "generation",
           .summary = "Make music from a sentence.",
           .headers = {{"Idempotency-Key",
                        "The same key with the same body within 24 h gives the same jobs."}},
           .body = request_schema<studio::GenerateRequest>,
           .answer = answer_schema<GenerateAnswer>,
           .errors = {ErrorCode::model_not_found, ErrorCode::conflict, ErrorCode::rate_limited,
                      ErrorCode::engine_unavailable, ErrorCode::queue_unavailable,
                      ErrorCode::queue_full, ErrorCode::storage_full}},
          [&desk](const http::Request& request) { return generate(desk, request); });

  api.add({.method = http::Method::post,
           .path = "/api/brief",
           .id = "previewBrief",
           .tag = "generation",
           .summary = "What the program understands of a request, without making it.",
           .body = request_schema<studio::GenerateRequest>,
           .answer = answer_schema<Json>,
           .errors = {ErrorCode::model_not_found}},
          [&desk](const http::Request& request) {
            return json_response(
                studio::preview_brief(desk.studio, body_of<studio::GenerateRequest>(request)));
          });
}

}  // namespace musicgen::api
