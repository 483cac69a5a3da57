#include "api/metrics.h"

#include <mutex>

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include "base/config.h"

namespace musicgen::api {
namespace {

const prometheus::Histogram::BucketBoundaries kSecondsBuckets{
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30};

std::string_view label_of(const http::Report& report) {
  // Addresses without a route come from outside: each as a label of its own would fill the memory.
  return report.route.empty() ? "none" : report.route;
}

std::string method_of(const http::Report& report) {
  const std::string_view name = http::name_of(report.request.method);
  return std::string(name.empty() ? "other" : name);
}

}  // namespace

struct Metrics::State {
  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& requests =
      prometheus::BuildCounter()
          .Name("musicgen_http_requests_total")
          .Help("Requests by method, route and status.")
          .Register(registry);
  prometheus::Family<prometheus::Histogram>& seconds =
      prometheus::BuildHistogram()
          .Name("musicgen_http_request_seconds")
          .Help("Time until an answer's header, by route.")
          .Register(registry);
  prometheus::Family<prometheus::Gauge>& jobs =
      prometheus::BuildGauge().Name("musicgen_jobs").Help("Jobs by status.").Register(registry);
  prometheus::Gauge& queue_depth = prometheus::BuildGauge()
                                       .Name("musicgen_queue_depth")
                                       .Help("Jobs that wait for a worker.")
                                       .Register(registry)
                                       .Add({});
  prometheus::Gauge& tracks = prometheus::BuildGauge()
                                  .Name("musicgen_tracks")
                                  .Help("Tracks in the library, without the trash.")
                                  .Register(registry)
                                  .Add({});
  prometheus::Gauge& disk_free = prometheus::BuildGauge()
                                     .Name("musicgen_disk_free_bytes")
                                     .Help("Free space on the disk of the data directory.")
                                     .Register(registry)
                                     .Add({});
  std::mutex mutex;  // one set of gauges at a time
};

Metrics::Metrics() : state_(std::make_unique<State>()) {
  prometheus::BuildGauge()
      .Name("musicgen_build_info")
      .Help("Always 1; the version is the label.")
      .Register(state_->registry)
      .Add({{"version", std::string(version())}})
      .Set(1);
}

Metrics::~Metrics() = default;

void Metrics::observe(const http::Report& report) {
  const std::string route(label_of(report));
  state_->requests
      .Add({{"method", method_of(report)},
            {"route", route},
            {"status", std::to_string(report.status)}})
      .Increment();
  state_->seconds.Add({{"route", route}}, kSecondsBuckets).Observe(report.time.count());
}

std::string Metrics::text(const Gauges& gauges) {
  const std::lock_guard lock(state_->mutex);
  for (const auto& [status, count] : gauges.jobs_by_status) {
    state_->jobs.Add({{"status", status}}).Set(static_cast<double>(count));
  }
  const auto pending = gauges.jobs_by_status.find("pending");
  state_->queue_depth.Set(
      pending == gauges.jobs_by_status.end() ? 0 : static_cast<double>(pending->second));
  state_->tracks.Set(static_cast<double>(gauges.tracks));
  state_->disk_free.Set(static_cast<double>(gauges.disk_free_bytes));
  return prometheus::TextSerializer().Serialize(state_->registry.Collect());
}

}  // namespace musicgen::api
