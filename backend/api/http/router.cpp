#include "api/http/router.h"

#include "base/error.h"
#include "base/text.h"

namespace musicgen::api::http {
namespace {

using Segments = std::vector<std::string>;

bool is_variable(std::string_view segment) {
  return segment.starts_with('{');
}

bool fits(const Segments& pattern, const Segments& path) {
  return std::equal(pattern.begin(), pattern.end(), path.begin(), path.end(),
                    [](const std::string& wanted, const std::string& given) {
                      return is_variable(wanted) ? !given.empty() : wanted == given;
                    });
}

Parameters captured(const Segments& pattern, const Segments& path) {
  Parameters found;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (is_variable(pattern[i])) found[pattern[i].substr(1, pattern[i].size() - 2)] = path[i];
  }
  return found;
}

// "/api/v1/jobs" is "/api/jobs".
Segments without_version(Segments path) {
  if (path.size() >= 2 && path[0] == "api" && path[1] == "v1") path.erase(path.begin() + 1);
  return path;
}

}  // namespace

void Router::add(Route route) {
  const std::string_view path = route.path;
  templates_.push_back(path == "/" ? Segments() : split(path.substr(1), '/'));
  routes_.push_back(std::move(route));
}

Match Router::find(Method method, const Segments& given) const {
  const Segments path = without_version(given);
  const Method wanted = method == Method::head ? Method::get : method;
  bool exists = false;
  for (std::size_t i = 0; i < routes_.size(); ++i) {
    if (!fits(templates_[i], path)) continue;
    exists = true;
    if (routes_[i].method == wanted) return {&routes_[i], captured(templates_[i], path)};
  }
  if (exists) {
    throw MethodNotAllowed("This address does not take this method.")
        .advise(fmt::format("It takes {}.", allowed(given)));
  }
  if (fallback_ && wanted == Method::get) return {&*fallback_, {}};
  return {};
}

std::string Router::allowed(const Segments& given) const {
  const Segments path = without_version(given);
  std::string methods;
  for (std::size_t i = 0; i < routes_.size(); ++i) {
    if (!fits(templates_[i], path)) continue;
    methods += fmt::format("{}, ", name_of(routes_[i].method));
    if (routes_[i].method == Method::get) methods += "HEAD, ";
  }
  if (methods.empty()) return fallback_ ? "GET, HEAD, OPTIONS" : "";
  return methods + "OPTIONS";
}

}  // namespace musicgen::api::http
