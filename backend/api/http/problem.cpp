#include "api/http/problem.h"

#include "base/log.h"

namespace musicgen::api::http {
namespace {

struct Kind {
  ErrorCode code;
  int status;
  std::string_view title;
};

constexpr Kind kKinds[] = {
    {ErrorCode::invalid_json, 400, "The body is not valid JSON"},
    {ErrorCode::invalid_parameter, 400, "A parameter is not valid"},
    {ErrorCode::invalid_lyrics, 400, "The lyrics are not valid"},
    {ErrorCode::invalid_loop, 400, "The loop is not valid"},
    {ErrorCode::unauthorized, 401, "A key is needed"},
    {ErrorCode::forbidden_origin, 403, "Pages of this origin have no access"},
    {ErrorCode::forbidden_host, 403, "The server is not known by this name"},
    {ErrorCode::model_not_found, 404, "There is no such model"},
    {ErrorCode::job_not_found, 404, "There is no such job"},
    {ErrorCode::track_not_found, 404, "There is no such track"},
    {ErrorCode::file_not_found, 404, "There is no such file"},
    {ErrorCode::not_found, 404, "There is nothing at this address"},
    {ErrorCode::method_not_allowed, 405, "This method is not for this address"},
    {ErrorCode::not_acceptable, 406, "The answer can't have this media type"},
    {ErrorCode::conflict, 409, "This is not possible in the present state"},
    {ErrorCode::cancelled, 409, "It was cancelled"},
    {ErrorCode::precondition_failed, 412, "It changed since it was read"},
    {ErrorCode::payload_too_large, 413, "The request is too large"},
    {ErrorCode::unsupported_media_type, 415, "The body has a media type that is not taken here"},
    {ErrorCode::invalid_audio_format, 422, "The file can't be decoded"},
    {ErrorCode::rate_limited, 429, "Too many requests"},
    {ErrorCode::internal_error, 500, "Something went wrong inside the server"},
    {ErrorCode::storage_corrupt, 500, "The data on the disk is damaged"},
    {ErrorCode::worker_lost, 500, "The workers ended unexpectedly"},
    {ErrorCode::port_in_use, 500, "The port is in use"},
    {ErrorCode::download_failed, 502, "The download failed"},
    {ErrorCode::engine_unavailable, 503, "The model can't work at the moment"},
    {ErrorCode::queue_unavailable, 503, "The queue can't be reached"},
    {ErrorCode::queue_full, 503, "Too many jobs are waiting"},
    {ErrorCode::out_of_memory, 503, "The machine ran out of memory"},
    {ErrorCode::generation_timeout, 504, "The job took too long"},
    {ErrorCode::storage_full, 507, "The disk is full"},
};

const Kind& kind_of(ErrorCode code) {
  for (const Kind& kind : kKinds) {
    if (kind.code == code) return kind;
  }
  return kind_of(ErrorCode::internal_error);
}

std::optional<std::string> unless_empty(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

int retry_after_of(const std::exception& error, int status) {
  constexpr int kSeconds = 5;
  const auto* ours = dynamic_cast<const Error*>(&error);
  if (ours != nullptr && ours->retry_after_s() > 0) return ours->retry_after_s();
  return status == 429 || status == 503 ? kSeconds : 0;
}

}  // namespace

int status_of(ErrorCode code) {
  return kind_of(code).status;
}

ProblemDocument document_of(const Problem& problem, const std::string& request_id) {
  const Kind& kind = kind_of(error_code_of(problem.code));
  ProblemDocument document;
  document.code = std::string(name_of(kind.code));
  document.type = "urn:musicgen:error:" + document.code;
  document.title = std::string(kind.title);
  document.status = kind.status;
  document.detail = problem.detail;
  document.field = unless_empty(problem.field);
  document.hint = unless_empty(problem.hint);
  document.request_id = unless_empty(request_id);
  return document;
}

Response problem_response(const std::exception& error, const std::string& request_id) {
  const ProblemDocument document = document_of(problem_of(error), request_id);
  if (document.status >= 500) {
    log::error("request {} failed ({}): {}", request_id, document.code, error.what());
  }
  Response response =
      text_response(document.status, "application/problem+json", to_text(to_json(document)));
  response.headers.set("Cache-Control", "no-store");
  if (const int seconds = retry_after_of(error, document.status); seconds > 0) {
    response.headers.set("Retry-After", std::to_string(seconds));
  }
  if (document.status == 401) response.headers.set("WWW-Authenticate", "Bearer");
  return response;
}

}  // namespace musicgen::api::http
