// /api/system, /api/session, /health, /ready, /metrics

#include <thread>

#include <sys/statvfs.h>
#include <unistd.h>

#include "api/routes/routes.h"
#include "api/types.h"
#include "base/files.h"
#include "engines/diffrhythm/engine/neural_program.h"

namespace musicgen::api {
namespace {

System system_of(const Config& config) {
  System system;
  system.version = std::string(version());
  system.needs_key = !config.api_keys.empty();
  system.device.cores = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  system.device.memory_bytes =
      static_cast<std::int64_t>(::sysconf(_SC_PHYS_PAGES)) * ::sysconf(_SC_PAGESIZE);
  if (const auto facts = diffrhythm::neural_facts()) {
    system.neural = NeuralProgram{facts->libtorch, facts->chosen};
  }
  const std::filesystem::space_info space = std::filesystem::space(config.home);
  system.storage = {static_cast<std::int64_t>(space.available),
                    static_cast<std::int64_t>(space.capacity)};
  system.limits.max_upload_mb = config.max_upload_mb;
  system.limits.max_concurrent_jobs = config.max_concurrent_jobs;
  system.limits.rate_limit_per_minute = config.rate_limit_per_minute;
  system.limits.job_timeout = config.job_timeout.count();
  return system;
}

// Throws where the queue or the library can't be reached.
http::Response ready(Desk& desk) {
  desk.studio.queue.revision();
  desk.studio.library.revision();
  return json_response(Health{"ready", std::string(version())});
}

http::Response metrics(Desk& desk) {
  Gauges gauges;
  gauges.jobs_by_status = desk.studio.queue.count_by_status();
  library::Query one;
  one.limit = 1;
  gauges.tracks = desk.studio.library.list(one).total;
  gauges.disk_free_bytes = free_bytes(desk.studio.config.home);
  return http::text_response(200, "text/plain; version=0.0.4; charset=utf-8",
                             desk.metrics.text(gauges));
}

http::Response open_session(Desk& desk, const http::Request& request) {
  http::Response response = http::empty_response();
  const std::string cookie = desk.security.open_session(request);
  if (!cookie.empty()) response.headers.set("Set-Cookie", cookie);
  response.headers.set("Cache-Control", "no-store");
  return response;
}

}  // namespace

void add_system_routes(Api& api, Desk& desk) {
  api.add({.path = "/api/system",
           .id = "getSystem",
           .tag = "system",
           .summary = "Version, device, storage and limits.",
           .answer = answer_schema<System>},
          [&desk](const http::Request&) { return json_response(system_of(desk.studio.config)); });

  api.add({.method = http::Method::post,
           .path = "/api/session",
           .id = "openSession",
           .tag = "system",
           .summary = "Exchange a key (Authorization: Bearer KEY) for a cookie.",
           .status = 204,
           .answer_type = "",
           .errors = {ErrorCode::unauthorized},
           .access = http::Access::everyone},
          [&desk](const http::Request& request) { return open_session(desk, request); });

  api.add({.path = "/health",
           .id = "getHealth",
           .tag = "system",
           .summary = "Whether the server runs.",
           .answer = answer_schema<Health>,
           .access = http::Access::everyone},
          [](const http::Request&) {
            return json_response(Health{"ok", std::string(version())});
          });

  api.add({.path = "/ready",
           .id = "getReady",
           .tag = "system",
           .summary = "Whether the queue and the library can be reached.",
           .answer = answer_schema<Health>,
           .errors = {ErrorCode::queue_unavailable},
           .access = http::Access::everyone},
          [&desk](const http::Request&) { return ready(desk); });

  api.add({.path = "/metrics",
           .id = "getMetrics",
           .tag = "system",
           .summary = "Measurements in the text format of Prometheus.",
           .answer_type = "text/plain"},
          [&desk](const http::Request&) { return metrics(desk); });
}

}  // namespace musicgen::api
