#include "api/http/security.h"

#include <random>

#include "base/error.h"
#include "base/text.h"

namespace musicgen::api::http {
namespace {

constexpr std::string_view kCookie = "musicgen_session";
constexpr std::chrono::days kSessionLife{7};
constexpr std::size_t kMaxSessions = 1000;

// The host of "host:port", "[::1]:8000" or "host", in lower case without brackets.
std::string host_of(std::string_view authority) {
  if (authority.starts_with('[')) {
    const std::size_t end = authority.find(']');
    if (end == std::string_view::npos) return "";
    return to_lower_ascii(authority.substr(1, end - 1));
  }
  return to_lower_ascii(authority.substr(0, authority.rfind(':')));
}

// The "host:port" of "https://host:port".
std::string_view authority_of(std::string_view origin) {
  const std::size_t scheme = origin.find("://");
  return scheme == std::string_view::npos ? "" : origin.substr(scheme + 3);
}

bool changes_state(Method method) {
  return method != Method::get && method != Method::head && method != Method::options;
}

std::string new_token() {
  std::random_device device;
  std::string token;
  for (int i = 0; i < 8; ++i) token += fmt::format("{:08x}", device());
  return token;
}

std::string_view cookie_of(const Request& request, std::string_view name) {
  std::string_view rest = request.headers.get("Cookie");
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(';'), rest.size());
    const std::string_view pair = trim(rest.substr(0, end));
    if (pair.starts_with(name) && pair.substr(name.size()).starts_with('=')) {
      return pair.substr(name.size() + 1);
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return "";
}

}  // namespace

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  unsigned difference = a.size() == b.size() ? 0 : 1;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const char other = b.empty() ? '\0' : b[i % b.size()];
    difference |= static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(other);
  }
  // The loop must not end early once the compiler sees that only "is it zero" matters.
  const volatile unsigned result = difference;
  return result == 0;
}

Security::Security(SecurityOptions options)
    : options_(std::move(options)), names_{"localhost", "127.0.0.1", "::1"} {
  names_.insert(to_lower_ascii(options_.host));
  for (const std::string& origin : options_.cors_origins) {
    names_.insert(host_of(authority_of(origin)));
  }
  // "Any address" is no name, and "" would let a missing Host header pass.
  for (const char* not_a_name : {"", "0.0.0.0", "::"}) names_.erase(not_a_name);
}

void Security::check(const Request& request, const Route* route,
                     std::string_view local_address) const {
  check_host(request.headers.get("Host"), local_address);
  const bool guarded = route != nullptr && route->guards_origin;
  if (changes_state(request.method) || guarded) check_origin(request);
  if (options_.api_keys.empty() || route == nullptr || route->access == Access::everyone) return;
  if (carries_key(request) || carries_session(request)) return;
  throw Unauthorized("A key is needed.")
      .advise("Send the header \"Authorization: Bearer KEY\" with a key of API_KEYS.");
}

void Security::check_host(std::string_view host, std::string_view local_address) const {
  const std::string name = host_of(host);
  if (names_.contains(name) || (!name.empty() && name == local_address)) return;
  throw ForbiddenHost(
      fmt::format("This server is not known as \"{}\".", first_characters(clean_text(name), 100)))
      .advise("Use http://localhost, or add the address of the web page to CORS_ORIGINS.");
}

void Security::check_origin(const Request& request) const {
  const std::string_view origin = request.headers.get("Origin");
  if (origin.empty()) {
    // Browsers that leave Origin out still say that another site asks.
    const std::string_view site = request.headers.get("Sec-Fetch-Site");
    if (site != "cross-site" && site != "same-site") return;
  } else {
    const std::string own = to_lower_ascii(request.headers.get("Host"));
    if (to_lower_ascii(authority_of(origin)) == own || is_allowed_origin(origin)) return;
  }
  throw ForbiddenOrigin("Pages of this origin may not do that.")
      .advise("Add the origin of the page to CORS_ORIGINS.");
}

bool Security::is_allowed_origin(std::string_view origin) const {
  const auto& known = options_.cors_origins;
  return std::find(known.begin(), known.end(), origin) != known.end();
}

void Security::allow_reading(std::string_view origin, Headers& answer) const {
  answer.set("Access-Control-Allow-Origin", std::string(origin));
  answer.set("Access-Control-Allow-Credentials", "true");
  answer.set("Access-Control-Expose-Headers",
             "Content-Disposition, Content-Range, ETag, Location, Retry-After, X-Request-Id");
}

Response Security::preflight(const Request& request, const std::string& methods) const {
  const std::string_view origin = request.headers.get("Origin");
  if (!is_allowed_origin(origin)) {
    throw ForbiddenOrigin("Pages of this origin have no access.")
        .advise("Add the origin of the page to CORS_ORIGINS.");
  }
  Response response = empty_response();
  response.headers.set("Access-Control-Allow-Methods", methods);
  response.headers.set("Access-Control-Allow-Headers",
                       "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, "
                       "Last-Event-ID, Range, X-Request-Id");
  response.headers.set("Access-Control-Max-Age", "600");
  return response;
}

bool Security::carries_key(const Request& request) const {
  const std::string_view header = request.headers.get("Authorization");
  constexpr std::string_view kScheme = "bearer ";
  if (to_lower_ascii(header.substr(0, kScheme.size())) != kScheme) return false;
  const std::string_view given = trim(header.substr(kScheme.size()));
  bool found = false;
  for (const std::string& key : options_.api_keys) {
    found = equal_in_constant_time(given, key) || found;
  }
  return found;
}

bool Security::carries_session(const Request& request) const {
  const std::string_view given = cookie_of(request, kCookie);
  const TimePoint time = now();
  const std::lock_guard lock(mutex_);
  bool found = false;
  for (const auto& [token, end] : sessions_) {
    found = (equal_in_constant_time(given, token) && time < end) || found;
  }
  return found;
}

std::string Security::open_session(const Request& request) {
  if (options_.api_keys.empty()) return "";
  if (!carries_key(request)) {
    throw Unauthorized("This is not one of the server's keys.")
        .advise("Send the header \"Authorization: Bearer KEY\" with a key of API_KEYS.");
  }
  const std::string token = new_token();
  const TimePoint time = now();
  const std::lock_guard lock(mutex_);
  std::erase_if(sessions_, [&](const auto& session) { return session.second <= time; });
  if (sessions_.size() >= kMaxSessions) sessions_.erase(sessions_.begin());
  sessions_.emplace_back(token, time + kSessionLife);
  const bool secure = request.headers.get("X-Forwarded-Proto") == "https";
  return fmt::format("{}={}; Path=/; Max-Age={}; HttpOnly; SameSite=Strict{}", kCookie, token,
                     std::chrono::seconds(kSessionLife).count(), secure ? "; Secure" : "");
}

void add_security_headers(Headers& headers) {
  headers.set("X-Content-Type-Options", "nosniff");
  headers.set("Referrer-Policy", "no-referrer");
  headers.set("Cross-Origin-Resource-Policy", "same-site");
  if (!headers.has("Content-Security-Policy")) {
    headers.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
  }
  headers.set("X-Frame-Options", "DENY");
}

}  // namespace musicgen::api::http
