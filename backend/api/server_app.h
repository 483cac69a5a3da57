#pragma once
// The studio's web server: the API, the files, the reference and the web application.
//
//   studio::House house(config);
//   api::App app(house.studio(), {.insecure = false});
//   log::info("listening on {}", app.url());
//   app.run(stop);

#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>

#include "api/http/server.h"
#include "base/config.h"
#include "studio/studio.h"

namespace musicgen::api {

struct AppOptions {
  bool insecure = false;  // --insecure: other machines may connect although no key is needed
  http::Limits limits;
  std::filesystem::path web = resource_folder() / "web";  // the built web application
};

class App {
 public:
  // Listens from here on, at HOST and PORT of the studio's configuration; port 0 takes a free one.
  // Throws PortInUse; InvalidParameter for a HOST that is not ours, or that other machines reach
  // while no API_KEYS are set.
  explicit App(studio::Studio& studio, const AppOptions& options = {});
  ~App();

  int port() const;

  // "http://localhost:8000": for people on this machine.
  std::string url() const;

  // Serves until `stop`; then finishes what is under way, at most for `limits.stop_grace`.
  void run(std::stop_token stop);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// The OpenAPI document of the App's API, without a server. The studio is only needed for its
// limits.
std::string openapi_text(studio::Studio& studio);

// Throws as the App would where it can't listen there.
void check_port(const std::string& host, int port);

}  // namespace musicgen::api
