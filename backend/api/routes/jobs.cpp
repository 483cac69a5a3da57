// /api/jobs

#include "api/routes/routes.h"
#include "api/types.h"
#include "studio/export.h"

namespace musicgen::api {
namespace {

http::Response list_jobs(Desk& desk, const http::Request& request) {
  const auto query = from_query<JobQuery>(request.query);
  const jobs::Page found = desk.studio.queue.list(
      {.status = query.status, .kind = query.kind, .cursor = query.cursor, .limit = query.limit});
  JobPage page;
  for (const jobs::Job& job : found.items) page.items.push_back(answer_of(job));
  page.next_cursor = cursor_of(found.next_cursor);
  page.total = found.total;
  return json_response(page);
}

http::Response retry_job(Desk& desk, const http::Request& request) {
  const std::string id = id_in<JobNotFound>(request);
  if (desk.studio.queue.get(id).kind == "generate") desk.generations.take(request.client, 1);
  return json_response(answer_of(desk.studio.queue.retry(id)));
}

}  // namespace

void add_job_routes(Api& api, Desk& desk) {
  api.add({.path = "/api/jobs",
           .id = "listJobs",
           .tag = "jobs",
           .summary = "The jobs, newest first.",
           .query = query_schema<JobQuery>,
           .answer = answer_schema<JobPage>,
           .errors = {ErrorCode::queue_unavailable}},
          [&desk](const http::Request& request) { return list_jobs(desk, request); });

  api.add({.path = "/api/jobs/{id}",
           .id = "getJob",
           .tag = "jobs",
           .summary = "A job as it is now.",
           .answer = answer_schema<Job>,
           .errors = {ErrorCode::job_not_found, ErrorCode::queue_unavailable}},
          [&desk](const http::Request& request) {
            return json_response(answer_of(desk.studio.queue.get(id_in<JobNotFound>(request))));
          });

  api.add({.method = http::Method::post,
           .path = "/api/jobs/{id}/cancel",
           .id = "cancelJob",
           .tag = "jobs",
           .summary = "Stop a job that is not finished.",
           .answer = answer_schema<Job>,
           .errors = {ErrorCode::job_not_found, ErrorCode::conflict, ErrorCode::queue_unavailable}},
          [&desk](const http::Request& request) {
            return json_response(answer_of(desk.studio.queue.cancel(id_in<JobNotFound>(request))));
          });

  api.add({.method = http::Method::post,
           .path = "/api/jobs/{id}/retry",
           .id = "retryJob",
           .tag = "jobs",
           .summary = "Try a failed or cancelled job again.",
           .answer = answer_schema<Job>,
           .errors = {ErrorCode::job_not_found, ErrorCode::conflict, ErrorCode::rate_limited,
                      ErrorCode::queue_unavailable}},
          [&desk](const http::Request& request) { return retry_job(desk, request); });

  api.add({.method = http::Method::remove,
           .path = "/api/jobs/{id}",
           .id = "deleteJob",
           .tag = "jobs",
           .summary = "Forget a finished job; its track stays, an exported file goes.",
           .status = 204,
           .answer_type = "",
           .errors = {ErrorCode::job_not_found, ErrorCode::conflict, ErrorCode::queue_unavailable}},
          [&desk](const http::Request& request) {
            studio::forget_job(desk.studio, id_in<JobNotFound>(request));
            return http::empty_response();
          });
}

}  // namespace musicgen::api
