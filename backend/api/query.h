#pragma once
#include "api/http/message.h"
#include "base/json.h"

namespace musicgen::api {

namespace detail {

// "true", "1", "false", "0"; numbers as JSON writes them. Other text stays a string, which
// from_json then refuses with the right words.
Json query_boolean(const std::string& text);
Json query_number(const std::string& text);

template <class T>
Json query_value(const std::string& text) {
  if constexpr (musicgen::detail::kIsOptional<T>) {
    return query_value<typename T::value_type>(text);
  } else if constexpr (std::is_same_v<T, bool>) {
    return query_boolean(text);
  } else if constexpr (std::is_arithmetic_v<T>) {
    return query_number(text);
  } else {
    return Json(text);
  }
}

}  // namespace detail

// The query of an address as a described type, by the rules of base/json.h: `?limit=5` fills the
// member `limit`. Throws InvalidParameter that names the parameter, also for unknown ones.
template <class T>
T from_query(const http::Parameters& query) {
  JsonObject values;
  for (const auto& [name, text] : query) values[name] = text;
  boost::mp11::mp_for_each<musicgen::detail::members_of<T>>([&](auto member) {
    using Member = std::remove_cvref_t<decltype(std::declval<T&>().*member.pointer)>;
    const auto given = query.find(std::string(json_name(member.name)));
    if (given != query.end()) values[given->first] = detail::query_value<Member>(given->second);
  });
  return from_json<T>(values);
}

}  // namespace musicgen::api
