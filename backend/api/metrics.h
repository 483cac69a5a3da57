#pragma once
// What Prometheus reads at /metrics.

#include <map>
#include <memory>
#include <string>

#include "api/http/dispatcher.h"

namespace musicgen::api {

// Values that are looked up when Prometheus asks.
struct Gauges {
  std::map<std::string, std::int64_t> jobs_by_status;
  std::int64_t tracks = 0;
  std::uint64_t disk_free_bytes = 0;
};

class Metrics {
 public:
  Metrics();
  ~Metrics();

  // Counts a request and its time under its route. Safe from any thread.
  void observe(const http::Report& report);

  // Everything in the text format, version 0.0.4. Safe from any thread.
  std::string text(const Gauges& gauges);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace musicgen::api
