#pragma once
// Which handler answers which address.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "api/http/message.h"

namespace musicgen::api::http {

using Handler = std::function<Response(const Request&)>;

// What a route does with a request's body.
enum class BodyUse {
  ignored,  // read and thrown away; DELETE and actions without input
  json,     // must be application/json
  file,     // streamed to the disk: Request::upload, by multipart/form-data or raw
};

// Who may call a route.
enum class Access {
  everyone,  // no key needed
  clients,   // a key where keys are configured
};

struct Route {
  Method method = Method::get;
  std::string path = {};  // "/api/jobs/{id}/cancel"
  Handler handler = {};
  BodyUse body = BodyUse::ignored;
  std::uint64_t max_body = 1 << 20;     // bytes of JSON, or of the file
  std::vector<std::string> takes = {};  // media types of a raw file, "audio/"; JSON says it itself
  std::string gives = {};               // media type for the Accept check; empty: no check
  Access access = Access::clients;
  bool guards_origin = false;  // also GET is refused to pages of foreign origins (event streams)
};

struct Match {
  const Route* route = nullptr;
  Parameters captured;
};

class Router {
 public:
  void add(Route route);

  // Answers GET on every address that no route has (the web application).
  void set_fallback(Route route) { fallback_ = std::move(route); }

  // HEAD finds the route of GET. "/api/v1/..." finds "/api/...".
  // Throws MethodNotAllowed where the address has other methods; no route where it has none.
  Match find(Method method, const std::vector<std::string>& path) const;

  // "GET, HEAD, OPTIONS": what the address allows; empty where it has no route.
  std::string allowed(const std::vector<std::string>& path) const;

  const std::vector<Route>& routes() const { return routes_; }

 private:
  std::vector<Route> routes_;
  std::vector<std::vector<std::string>> templates_;  // path of each route, split
  std::optional<Route> fallback_;
};

}  // namespace musicgen::api::http
