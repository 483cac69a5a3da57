#pragma once
// Who may talk to the server. It runs on the user's own machine beside a browser that shows pages
// of strangers, so a request proves little by arriving: its Host must be a name of this server
// (against DNS rebinding), its Origin must be ours or a configured one, and where keys are
// configured it must carry one.

#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "api/http/message.h"
#include "api/http/router.h"
#include "base/clock.h"

namespace musicgen::api::http {

struct SecurityOptions {
  std::string host = {};                       // the address or name that the server listens on
  std::vector<std::string> cors_origins = {};  // "https://studio.example.org"; their hosts are
                                               // names of this server too, as behind a proxy
  std::vector<std::string> api_keys = {};      // empty: no key needed
};

class Security {
 public:
  explicit Security(SecurityOptions options);

  // Throws ForbiddenHost, ForbiddenOrigin, Unauthorized. `local_address` is the address of this
  // machine that the connection came to; `route` may be null (no such address).
  void check(const Request& request, const Route* route, std::string_view local_address) const;

  // Whether the request comes from a page of a configured foreign origin.
  bool is_allowed_origin(std::string_view origin) const;

  // Adds what lets such a page read the answer.
  void allow_reading(std::string_view origin, Headers& answer) const;

  // The answer to a CORS preflight request. Throws ForbiddenOrigin.
  Response preflight(const Request& request, const std::string& methods) const;

  // A new session for a request that carries a key: the value of its Set-Cookie header; empty
  // where no keys are configured. Throws Unauthorized.
  std::string open_session(const Request& request);

 private:
  void check_host(std::string_view host, std::string_view local_address) const;
  void check_origin(const Request& request) const;
  bool carries_key(const Request& request) const;
  bool carries_session(const Request& request) const;

  SecurityOptions options_;
  std::set<std::string, std::less<>> names_;

  mutable std::mutex mutex_;
  std::vector<std::pair<std::string, TimePoint>> sessions_;  // token and end, oldest first
};

// Compares in a time that depends on the lengths only.
bool equal_in_constant_time(std::string_view a, std::string_view b);

// Headers that every answer carries.
void add_security_headers(Headers& headers);

}  // namespace musicgen::api::http
