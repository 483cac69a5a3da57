#include "api/query.h"

#include <charconv>

namespace musicgen::api::detail {

Json query_boolean(const std::string& text) {
  if (text == "true" || text == "1") return true;
  if (text == "false" || text == "0") return false;
  return Json(text);
}

Json query_number(const std::string& text) {
  const char* end = text.data() + text.size();
  std::int64_t whole = 0;
  if (const auto [stop, error] = std::from_chars(text.data(), end, whole);
      error == std::errc() && stop == end) {
    return whole;
  }
  double number = 0;
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  const bool usable = error == std::errc() && stop == end && std::isfinite(number);
  return usable ? Json(number) : Json(text);
}

}  // namespace musicgen::api::detail
