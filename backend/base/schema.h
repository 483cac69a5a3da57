#pragma once
// JSON Schema (2020-12, as OpenAPI 3.1 has it) of the types that base/json.h reads and writes, from
// the same descriptions and rules.
//
//   Schemas schemas;
//   Json body = schemas.of<LoopRequest>(SchemaUse::request);   // {"$ref":
//   "#/components/schemas/..."} Json components = schemas.components();

#include <map>
#include <string>
#include <string_view>
#include <typeindex>

#include "base/json.h"

namespace musicgen {

// What is sent may leave members out and must not have unknown ones; what is answered has them all,
// and may grow.
enum class SchemaUse { request, answer };

class Schemas {
 public:
  // The schema of a type. Described structs and enums become components under their own name
  // (with "Input" behind it for requests, where the same type is answered too) and are referred to.
  template <class T>
  Json of(SchemaUse use);

  // The schema of a described struct itself, not a reference to it.
  template <class T>
  Json struct_schema(SchemaUse use);

  // Everything that was referred to, by name.
  const JsonObject& components() const { return components_; }

 private:
  // The reference to a type's component; `is_new` where its schema is still to be set.
  struct Place {
    std::string name;
    bool is_new;
  };
  Place place_of(const std::type_info& type, SchemaUse use);

  JsonObject components_;
  std::map<std::pair<std::type_index, SchemaUse>, std::string> names_;
};

namespace detail {

Json reference_to(const std::string& name);
Json integer_schema(bool is_64_bit);
Json string_schema(std::string_view format);
Json enum_schema(const std::vector<std::string_view>& names);
Json or_null(Json schema);

// Writes a rule's bounds, choices and words into the schema of its member.
void apply_rule(const Rule& rule, Json& schema);

// Notes what a member is where a request leaves it out; nulls and empty values say nothing.
void apply_default(const Json& value, Json& schema);

}  // namespace detail

template <class T>
Json Schemas::of(SchemaUse use) {
  if constexpr (std::is_same_v<T, Json>) {
    return JsonObject();
  } else if constexpr (std::is_same_v<T, bool>) {
    return {{"type", "boolean"}};
  } else if constexpr (std::is_integral_v<T>) {
    return detail::integer_schema(sizeof(T) == 8);
  } else if constexpr (std::is_floating_point_v<T> || std::is_same_v<T, Seconds>) {
    return {{"type", "number"}};
  } else if constexpr (std::is_same_v<T, std::string>) {
    return detail::string_schema("");
  } else if constexpr (std::is_same_v<T, TimePoint>) {
    return detail::string_schema("date-time");
  } else if constexpr (detail::kIsOptional<T>) {
    if constexpr (detail::kIsOptional<typename T::value_type>) {
      return of<typename T::value_type>(use);
    } else {
      return detail::or_null(of<typename T::value_type>(use));
    }
  } else if constexpr (detail::kIsVector<T>) {
    return {{"type", "array"}, {"items", of<typename T::value_type>(use)}};
  } else if constexpr (detail::kIsMap<T>) {
    return {{"type", "object"}, {"additionalProperties", of<typename T::mapped_type>(use)}};
  } else {
    // An enum is the same whether it is sent or answered.
    const Place place = place_of(typeid(T), detail::DescribedEnum<T> ? SchemaUse::answer : use);
    if (place.is_new) {
      if constexpr (detail::DescribedEnum<T>) {
        components_[place.name] = detail::enum_schema(detail::enum_names<T>());
      } else {
        Json schema = struct_schema<T>(use);
        components_[place.name] = std::move(schema);
      }
    }
    return detail::reference_to(place.name);
  }
}

template <class T>
Json Schemas::struct_schema(SchemaUse use) {
  JsonObject properties;
  JsonArray required;
  const T defaults{};
  boost::mp11::mp_for_each<detail::members_of<T>>([&](auto member) {
    using Member = std::remove_cvref_t<decltype(defaults.*member.pointer)>;
    const std::string_view name = json_name(member.name);
    const Rule* rule = rule_of<T>(name);
    Json schema = of<Member>(use);
    if (rule != nullptr) detail::apply_rule(*rule, schema);
    const bool is_required = rule != nullptr && rule->required;
    if (use == SchemaUse::answer || is_required) {
      required.emplace_back(boost::json::string_view(name.data(), name.size()));
    } else {
      detail::apply_default(to_json(defaults.*member.pointer), schema);
    }
    properties[name] = std::move(schema);
  });
  JsonObject schema{{"type", "object"}, {"properties", std::move(properties)}};
  if (!required.empty()) schema["required"] = std::move(required);
  if (use == SchemaUse::request) schema["additionalProperties"] = false;
  return schema;
}

}  // namespace musicgen
