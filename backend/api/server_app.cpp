#include "api/server_app.h"

#include "api/events.h"
#include "api/http/rate_limit.h"
#include "api/http/security.h"
#include "api/metrics.h"
#include "api/routes/routes.h"
#include "base/log.h"

namespace musicgen::api {
namespace {

bool is_loopback(std::string_view host) {
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}

const Config& checked(const Config& config, const AppOptions& options) {
  if (is_loopback(config.host) || !config.api_keys.empty() || options.insecure) return config;
  throw InvalidParameter(
      fmt::format("HOST {} lets other machines connect, and no key is needed.", config.host))
      .at("HOST")
      .advise("Set API_KEYS, listen on 127.0.0.1, or pass --insecure if the network is trusted.");
}

// What the reference describes, in its order.
void add_routes(Api& api, Desk& desk) {
  add_generate_routes(api, desk);
  add_job_routes(api, desk);
  add_loop_routes(api, desk);
  add_lyrics_routes(api, desk);
  add_event_routes(api, desk);
  add_track_routes(api, desk);
  add_track_file_routes(api, desk);
  add_playlist_routes(api, desk);
  add_export_routes(api, desk);
  add_upload_routes(api, desk);
  add_output_routes(api, desk);
  add_model_routes(api, desk);
  add_storage_routes(api, desk);
  add_system_routes(api, desk);
}

void note(Metrics& metrics, const http::Report& report) {
  metrics.observe(report);
  log::debug("{} {} {} -> {} in {:.1f} ms ({})", report.request.client,
             http::name_of(report.request.method), report.route, report.status,
             report.time.count() * 1000, report.request.id);
}

}  // namespace

struct App::State {
  State(studio::Studio& studio, const AppOptions& options)
      : config(checked(studio.config, options)),
        security({config.host, config.cors_origins, config.api_keys}),
        generations(config.rate_limit_per_minute),
        events(studio),
        desk{studio, security, generations, events, metrics, resource_folder(), options.web},
        dispatcher(api.router(), security, config.scratch_folder(),
                   [this](const http::Report& report) { note(metrics, report); }),
        server(config.host, config.port, options.limits, dispatcher, [this] { events.stop(); }) {
    add_routes(api, desk);
    add_reference_routes(api, desk);
    add_web_pages(api, desk);
  }

  const Config& config;
  http::Security security;
  http::RateLimit generations;
  Metrics metrics;
  Events events;
  Desk desk;
  Api api;
  http::Dispatcher dispatcher;
  http::Server server;  // last: its connections end before what they use
};

App::App(studio::Studio& studio, const AppOptions& options)
    : state_(std::make_unique<State>(studio, options)) {}

App::~App() = default;

int App::port() const {
  return state_->server.port();
}

std::string App::url() const {
  return fmt::format("http://localhost:{}", port());
}

void App::run(std::stop_token stop) {
  state_->server.run(std::move(stop));
}

std::string openapi_text(studio::Studio& studio) {
  http::Security security({});
  http::RateLimit generations(0);
  Metrics metrics;
  Events events(studio);
  Desk desk{studio, security, generations, events, metrics, {}, {}};
  Api api;
  add_routes(api, desk);
  add_reference_routes(api, desk);
  return to_text(openapi_document(api.operations()));
}

void check_port(const std::string& host, int port) {
  http::check_port(host, port);
}

}  // namespace musicgen::api
