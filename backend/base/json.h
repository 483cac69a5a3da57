#pragma once
// One description of a type gives its JSON, its validation and (base/schema.h) its OpenAPI schema.
//
//   struct LoopRequest {
//     std::string track_id;
//     Seconds duration{3600};
//     std::optional<int> bitrate;
//   };
//   BOOST_DESCRIBE_STRUCT(LoopRequest, (), (track_id, duration, bitrate))
//   template <>
//   inline constexpr auto musicgen::kRules<LoopRequest> = musicgen::rules({
//       {.field = "track_id", .about = "The track to loop.", .required = true},
//       {.field = "duration", .about = "Length in seconds.", .min = 1, .max = 86400},
//   });
//
//   LoopRequest request = from_json<LoopRequest>(value);   // throws InvalidParameter with the
//   field Json answer = to_json(request);
//
// Members may be bool, integers, double, std::string, Seconds, TimePoint, Json (anything),
// std::optional, std::vector, std::map<std::string, T>, described structs (bases included) and
// described enums (as strings). A member that is left out keeps its default; unknown members are
// refused by name; `null` stands for an empty optional only, and empty optionals are written as
// null. Where leaving out and `null` differ (a change that clears), a member is an optional of an
// optional: left out it is empty, and `null` makes it hold an empty one. A member `default_` is
// "default" in JSON, so that names may be words of C++.

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <boost/describe.hpp>
#include <boost/json.hpp>
#include <boost/mp11.hpp>

#include "base/clock.h"
#include "base/error.h"
#include "base/units.h"

namespace musicgen {

using Json = boost::json::value;
using JsonObject = boost::json::object;
using JsonArray = boost::json::array;

// What is allowed in one member, beyond its type.
struct Rule {
  std::string_view field;
  std::string_view about = "";  // one sentence for the API's reference
  bool required = false;
  // Bounds of a number, of the characters in a string, or of the items in a list.
  double min = -std::numeric_limits<double>::infinity();
  double max = std::numeric_limits<double>::infinity();
  std::string_view one_of = "";  // allowed strings, separated by '|'; empty allows all
  std::string_view example = "";
};

template <std::size_t N>
constexpr std::array<Rule, N> rules(const Rule (&list)[N]) {
  return std::to_array(list);
}

// The rules of a base and further ones.
template <std::size_t M, std::size_t N>
constexpr std::array<Rule, M + N> rules(const std::array<Rule, M>& base, const Rule (&list)[N]) {
  std::array<Rule, M + N> all{};
  std::copy(base.begin(), base.end(), all.begin());
  std::copy(std::begin(list), std::end(list), all.begin() + M);
  return all;
}

// Specialise beside the type; types without rules allow all that their members can hold.
template <class T>
inline constexpr auto kRules = std::array<Rule, 0>{};

// The name in JSON of a described member.
constexpr std::string_view json_name(std::string_view member) {
  if (member.ends_with('_')) member.remove_suffix(1);
  return member;
}

template <class T>
constexpr const Rule* rule_of(std::string_view field) {
  for (const Rule& rule : kRules<T>) {
    if (rule.field == field) return &rule;
  }
  return nullptr;
}

// Parses JSON text. Throws InvalidJson with line and column; nesting beyond 32 levels is refused.
Json parse_json(std::string_view text);

// Compact text with members in their order.
std::string to_text(const Json& value);

// Indented text for people.
std::string to_pretty_text(const Json& value);

namespace detail {

template <class T>
using members_of = boost::describe::describe_members<T, boost::describe::mod_public |
                                                            boost::describe::mod_inherited>;

template <class T>
concept DescribedStruct = std::is_class_v<T> && boost::describe::has_describe_members<T>::value;
template <class T>
concept DescribedEnum = std::is_enum_v<T> && boost::describe::has_describe_enumerators<T>::value;

template <class T>
inline constexpr bool kIsOptional = false;
template <class T>
inline constexpr bool kIsOptional<std::optional<T>> = true;
template <class T>
inline constexpr bool kIsVector = false;
template <class T>
inline constexpr bool kIsVector<std::vector<T>> = true;
template <class T>
inline constexpr bool kIsMap = false;
template <class T>
inline constexpr bool kIsMap<std::map<std::string, T>> = true;
template <class T>
inline constexpr bool kAlwaysFalse = false;

// Each throws InvalidParameter at `path`.
[[noreturn]] void refuse_type(const Json& value, std::string_view expected,
                              const std::string& path);
[[noreturn]] void refuse_unknown(std::string_view field, const std::string& path,
                                 const std::vector<std::string_view>& known);
[[noreturn]] void refuse_missing(std::string_view field, const std::string& path);
[[noreturn]] void refuse_choice(std::string_view value,
                                const std::vector<std::string_view>& allowed,
                                const std::string& path);
void check_number(double value, const Rule& rule, const std::string& path);
void check_string(std::string_view value, const Rule& rule, const std::string& path);
void check_count(std::size_t count, const Rule& rule, const std::string& path);
double number_in(const Json& value, const std::string& path);
long long integer_in(const Json& value, long long lowest, long long highest,
                     const std::string& path);
std::string string_in(const Json& value, const std::string& path);
std::vector<std::string_view> choices_in(std::string_view one_of);

// "/a" + "b/c" = "/a/b~1c" (RFC 6901).
std::string child(const std::string& path, std::string_view name);

template <class E>
std::vector<std::string_view> enum_names() {
  std::vector<std::string_view> names;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>(
      [&](auto e) { names.emplace_back(e.name); });
  return names;
}

template <class T>
void read(const Json& value, T& out, const std::string& path, const Rule* rule);

template <class T>
void read_struct(const Json& value, T& out, const std::string& path) {
  const JsonObject* object = value.if_object();
  if (object == nullptr) refuse_type(value, "an object", path);
  std::vector<std::string_view> known;
  boost::mp11::mp_for_each<members_of<T>>([&](auto member) {
    const std::string_view name = json_name(member.name);
    known.push_back(name);
    const Rule* rule = rule_of<T>(name);
    const Json* given = object->if_contains(name);
    if (given != nullptr) {
      read(*given, out.*member.pointer, child(path, name), rule);
    } else if (rule != nullptr && rule->required) {
      refuse_missing(name, path);
    }
  });
  for (const auto& item : *object) {
    const std::string_view name(item.key().data(), item.key().size());
    bool found = false;
    for (const std::string_view k : known) found = found || k == name;
    if (!found) refuse_unknown(name, path, known);
  }
}

template <class T>
void read(const Json& value, T& out, const std::string& path, const Rule* rule) {
  if constexpr (std::is_same_v<T, Json>) {
    out = value;
  } else if constexpr (std::is_same_v<T, bool>) {
    if (!value.is_bool()) refuse_type(value, "true or false", path);
    out = value.get_bool();
  } else if constexpr (std::is_integral_v<T>) {
    constexpr auto highest = sizeof(T) < 8 ? static_cast<long long>(std::numeric_limits<T>::max())
                                           : std::numeric_limits<long long>::max();
    out = static_cast<T>(
        integer_in(value, static_cast<long long>(std::numeric_limits<T>::min()), highest, path));
    if (rule != nullptr) check_number(static_cast<double>(out), *rule, path);
  } else if constexpr (std::is_floating_point_v<T>) {
    out = static_cast<T>(number_in(value, path));
    if (rule != nullptr) check_number(static_cast<double>(out), *rule, path);
  } else if constexpr (std::is_same_v<T, Seconds>) {
    out = Seconds(number_in(value, path));
    if (rule != nullptr) check_number(out.count(), *rule, path);
  } else if constexpr (std::is_same_v<T, std::string>) {
    out = string_in(value, path);
    if (rule != nullptr) check_string(out, *rule, path);
  } else if constexpr (std::is_same_v<T, TimePoint>) {
    out = from_rfc3339(string_in(value, path));
  } else if constexpr (DescribedEnum<T>) {
    const std::string name = string_in(value, path);
    if (!boost::describe::enum_from_string(name.c_str(), out)) {
      refuse_choice(name, enum_names<T>(), path);
    }
  } else if constexpr (kIsOptional<T>) {
    if (value.is_null() && !kIsOptional<typename T::value_type>) {
      out.reset();
    } else {
      read(value, out.emplace(), path, rule);
    }
  } else if constexpr (kIsVector<T>) {
    if (!value.is_array()) refuse_type(value, "a list", path);
    out.clear();
    if (rule != nullptr) check_count(value.get_array().size(), *rule, path);
    for (const Json& item : value.get_array()) {
      const std::string item_path = child(path, std::to_string(out.size()));
      read(item, out.emplace_back(), item_path, nullptr);
    }
  } else if constexpr (kIsMap<T>) {
    if (!value.is_object()) refuse_type(value, "an object", path);
    out.clear();
    for (const auto& item : value.get_object()) {
      const std::string key(item.key().data(), item.key().size());
      read(item.value(), out[key], child(path, key), nullptr);
    }
  } else if constexpr (DescribedStruct<T>) {
    read_struct(value, out, path);
  } else {
    static_assert(kAlwaysFalse<T>, "this type has no JSON form; see the top of base/json.h");
  }
}

}  // namespace detail

// The value as a T. Throws InvalidParameter that names the field at fault.
template <class T>
T from_json(const Json& value, const std::string& path = "") {
  T out{};
  detail::read(value, out, path, nullptr);
  return out;
}

template <class T>
Json to_json(const T& value) {
  if constexpr (std::is_same_v<T, Json>) {
    return value;
  } else if constexpr (std::is_same_v<T, bool> || std::is_integral_v<T>) {
    return Json(value);
  } else if constexpr (std::is_floating_point_v<T>) {
    return std::isfinite(value) ? Json(static_cast<double>(value)) : Json(nullptr);
  } else if constexpr (std::is_same_v<T, Seconds>) {
    return to_json(value.count());
  } else if constexpr (std::is_same_v<T, std::string>) {
    return Json(value);
  } else if constexpr (std::is_same_v<T, TimePoint>) {
    return Json(to_rfc3339(value));
  } else if constexpr (detail::DescribedEnum<T>) {
    return Json(boost::describe::enum_to_string(value, ""));
  } else if constexpr (detail::kIsOptional<T>) {
    return value.has_value() ? to_json(*value) : Json(nullptr);
  } else if constexpr (detail::kIsVector<T>) {
    JsonArray array;
    for (const auto& item : value) array.push_back(to_json(item));
    return array;
  } else if constexpr (detail::kIsMap<T>) {
    JsonObject object;
    for (const auto& [key, item] : value) object[key] = to_json(item);
    return object;
  } else if constexpr (detail::DescribedStruct<T>) {
    JsonObject object;
    boost::mp11::mp_for_each<detail::members_of<T>>(
        [&](auto member) { object[json_name(member.name)] = to_json(value.*member.pointer); });
    return object;
  } else {
    static_assert(detail::kAlwaysFalse<T>,
                  "this type has no JSON form; see the top of base/json.h");
  }
}

}  // namespace musicgen
