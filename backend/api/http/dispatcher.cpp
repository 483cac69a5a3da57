#include "api/http/dispatcher.h"

#include <charconv>

#include "api/http/multipart.h"
#include "api/http/problem.h"
#include "api/http/target.h"
#include "base/error.h"
#include "base/ids.h"
#include "base/log.h"
#include "base/text.h"

namespace musicgen::api::http {
namespace {

// The client's own name of the request where it is harmless, otherwise a new one.
std::string request_id(std::string_view given) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
  const bool usable = !given.empty() && given.size() <= 64 &&
                      given.find_first_not_of(kPlain) == std::string_view::npos;
  return usable ? std::string(given) : new_id();
}

// What proxies and servers must not read differently (RFC 9112, sections 3.2 and 6.1).
void check_framing(const Headers& headers) {
  if (headers.count("Host") != 1) {
    throw InvalidParameter("A request must have one Host header.");
  }
  const std::string_view encoding = headers.get("Transfer-Encoding");
  if (!encoding.empty() && to_lower_ascii(encoding) != "chunked") {
    throw InvalidParameter("The only transfer encoding that is taken is \"chunked\".");
  }
}

void check_length(const Headers& headers, const Route& route) {
  const std::string_view announced = headers.get("Content-Length");
  std::uint64_t bytes = 0;
  std::from_chars(announced.data(), announced.data() + announced.size(), bytes);
  if (bytes <= max_body_of(route)) return;
  throw PayloadTooLarge(fmt::format("The body is larger than {}.", size_text(route.max_body)));
}

// A media range matches, and is not switched off by ";q=0".
bool range_accepts(std::string_view range, std::string_view media_type) {
  const std::string type = media_type_in(range);
  const bool fits = type == "*/*" || type == media_type ||
                    (type.ends_with("/*") &&
                     media_type.starts_with(std::string_view(type).substr(0, type.size() - 1)));
  const std::size_t q = range.find("q=");
  const bool off = q != std::string_view::npos && range.substr(q + 2).starts_with('0') &&
                   range.substr(q + 2).find_first_of("123456789") == std::string_view::npos;
  return fits && !off;
}

}  // namespace

bool accepts(std::string_view accept, std::string_view media_type) {
  if (trim(accept).empty()) return true;
  for (const std::string& range : split(accept, ',')) {
    if (range_accepts(trim(range), media_type)) return true;
  }
  return false;
}

Dispatcher::Dispatcher(const Router& router, const Security& security,
                       std::filesystem::path scratch_folder,
                       std::function<void(const Report&)> observer)
    : router_(router),
      security_(security),
      scratch_folder_(std::move(scratch_folder)),
      observer_(std::move(observer)) {}

Plan Dispatcher::plan(RequestHead head) const {
  Plan plan;
  plan.request.id = request_id(head.headers.get("X-Request-Id"));
  plan.request.method = method_of(head.method);
  plan.request.headers = std::move(head.headers);
  plan.request.client = head.client;
  try {
    check(head, plan);
  } catch (const std::exception& error) {
    plan.answer = refusal(error, plan.request);
  }
  return plan;
}

void Dispatcher::check(const RequestHead& head, Plan& plan) const {
  Request& request = plan.request;
  check_framing(request.headers);
  Target target = parse_target(head.target);
  request.path = std::move(target.path);
  request.query = std::move(target.query);
  request.has_origin = security_.is_allowed_origin(request.headers.get("Origin"));

  if (request.method == Method::options) {
    security_.check(request, nullptr, head.local_address);
    const std::string methods = router_.allowed(request.path);
    if (methods.empty()) throw NotFound("There is nothing at this address.");
    const bool preflight = request.headers.has("Access-Control-Request-Method");
    plan.answer = preflight ? security_.preflight(request, methods) : empty_response();
    plan.answer->headers.set("Allow", methods);
    return;
  }
  Match match;
  try {
    match = router_.find(request.method, request.path);
  } catch (const MethodNotAllowed& error) {
    security_.check(request, nullptr, head.local_address);
    plan.answer = refusal(error, request);
    plan.answer->headers.set("Allow", router_.allowed(request.path));
    return;
  }
  security_.check(request, match.route, head.local_address);
  if (match.route == nullptr) {
    throw NotFound("There is nothing at this address.").advise("GET /openapi.json names all.");
  }
  plan.route = match.route;
  request.captured = std::move(match.captured);
  check_content(*match.route, request);
}

void Dispatcher::check_content(const Route& route, const Request& request) const {
  const Headers& headers = request.headers;
  if (!route.gives.empty() && !accepts(headers.get("Accept"), route.gives)) {
    throw NotAcceptable(
        fmt::format("The answer is {}, which the Accept header leaves out.", route.gives));
  }
  const std::string_view encoding = headers.get("Content-Encoding");
  if (!encoding.empty() && to_lower_ascii(encoding) != "identity") {
    throw UnsupportedMediaType("Compressed bodies are not taken.");
  }
  check_length(headers, route);
  if (route.body != BodyUse::json) return;
  const std::string_view type = headers.get("Content-Type");
  const std::string charset = to_lower_ascii(type);
  const bool utf8 =
      charset.find("charset") == std::string::npos || charset.find("utf-8") != std::string::npos;
  if (media_type_in(type) != "application/json" || !utf8) {
    throw UnsupportedMediaType("The body must be JSON in UTF-8.")
        .advise("Send the header \"Content-Type: application/json\".");
  }
}

Plan Dispatcher::refuse_unreadable(const std::exception& error) const {
  Plan plan;
  plan.request.id = new_id();
  plan.request.method = Method::other;
  plan.answer = refusal(error, plan.request);
  return plan;
}

std::unique_ptr<BodySink> Dispatcher::open_body(const Plan& plan) const {
  return http::open_body(plan.request, *plan.route, scratch_folder_);
}

Response Dispatcher::answer(const Plan& plan) const {
  if (plan.answer) return *plan.answer;
  try {
    return plan.route->handler(plan.request);
  } catch (const std::exception& error) {
    return refusal(error, plan.request);
  }
}

Response Dispatcher::refusal(const std::exception& error, const Request& request) const {
  return problem_response(error, request.id);
}

void Dispatcher::finish(const Plan& plan, Seconds time, Response& response) const {
  const Request& request = plan.request;
  response.headers.set("X-Request-Id", request.id);
  add_security_headers(response.headers);
  if (request.has_origin) security_.allow_reading(request.headers.get("Origin"), response.headers);
  response.headers.add("Vary", "Origin");
  const std::string_view route = plan.route == nullptr ? "" : std::string_view(plan.route->path);
  if (observer_) observer_({request, route, response.status, time});
}

}  // namespace musicgen::api::http
