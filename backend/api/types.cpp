#include "api/types.h"

#include "base/log.h"

namespace musicgen::api {
namespace {

// A failed job keeps a base Problem: {"code", "detail", "field", "hint"}.
http::ProblemDocument problem_in(const Json& stored) {
  const auto text = [&](std::string_view name) -> std::string {
    const JsonObject* object = stored.if_object();
    const Json* value = object == nullptr ? nullptr : object->if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
  };
  return http::document_of({text("code"), text("detail"), text("field"), text("hint")}, "");
}

// A result of another shape, from another version of the program, must not hide the job.
std::optional<JobResult> result_in(const jobs::Job& job) {
  if (job.result.is_null()) return std::nullopt;
  try {
    return from_json<JobResult>(job.result);
  } catch (const InvalidParameter& error) {
    log::warning("the result of job {} can't be read: {}", job.id, error.detail());
    return std::nullopt;
  }
}

}  // namespace

Job answer_of(const jobs::Job& job) {
  Job answer;
  answer.id = job.id;
  answer.kind = job.kind;
  answer.status = job.status;
  answer.model = job.model;
  answer.progress = job.progress;
  answer.stage = job.stage;
  answer.eta_seconds = job.eta_seconds;
  answer.queue_position = job.queue_position;
  answer.attempts = job.attempts;
  answer.created_at = job.created_at;
  answer.started_at = job.started_at;
  answer.finished_at = job.finished_at;
  answer.request = job.request;
  answer.result = result_in(job);
  if (!job.error.is_null()) answer.error = problem_in(job.error);
  return answer;
}

Model answer_of(const engines::EngineInfo& engine) {
  return {.name = engine.name,
          .about = engine.about,
          .version = engine.version,
          .installed = engine.installed,
          .default_ = engine.is_default,
          .bytes = engine.bytes,
          .license = engine.license,
          .device = engine.device,
          .precision = engine.precision,
          .abilities = engine.abilities,
          .durations = engine.durations,
          .parameters = engine.parameters,
          .estimate = engine.estimate,
          .install_hint = engine.install_hint,
          .half_done_bytes = engine.half_done_bytes,
          .parts = engine.parts};
}

std::optional<std::string> cursor_of(const std::string& next) {
  return next.empty() ? std::nullopt : std::optional(next);
}

}  // namespace musicgen::api
