#include "base/schema.h"

#include <boost/core/demangle.hpp>
#include <fmt/format.h>

namespace musicgen {
namespace {

// "musicgen::library::Track" -> "Track".
std::string short_name(const std::type_info& type) {
  const std::string full = boost::core::demangle(type.name());
  const std::size_t colon = full.rfind(':');
  return colon == std::string::npos ? full : full.substr(colon + 1);
}

bool has_type(const JsonObject& schema, std::string_view wanted) {
  const Json* type = schema.if_contains("type");
  if (type == nullptr) return false;
  if (const JsonArray* types = type->if_array()) {
    return std::find(types->begin(), types->end(), Json(std::string(wanted))) != types->end();
  }
  return *type == Json(std::string(wanted));
}

// Whole bounds are written as integers.
Json number(double value) {
  const bool whole = value == std::floor(value) && std::abs(value) < 9.1e15;
  return whole ? Json(static_cast<std::int64_t>(value)) : Json(value);
}

struct BoundNames {
  const char* min;
  const char* max;
};

BoundNames bounds_of(const JsonObject& schema) {
  if (has_type(schema, "string")) return {"minLength", "maxLength"};
  if (has_type(schema, "array")) return {"minItems", "maxItems"};
  return {"minimum", "maximum"};
}

}  // namespace

Schemas::Place Schemas::place_of(const std::type_info& type, SchemaUse use) {
  const auto known = names_.find({type, use});
  if (known != names_.end()) return {known->second, false};
  std::string name = short_name(type);
  const bool other_use =
      names_.contains({type, SchemaUse::request}) || names_.contains({type, SchemaUse::answer});
  if (other_use) name += use == SchemaUse::request ? "Input" : "Answer";
  if (components_.contains(name)) {
    throw std::logic_error(fmt::format("two described types are called {}", name));
  }
  components_[name] = nullptr;  // taken, also for a type that contains itself
  names_[{type, use}] = name;
  return {name, true};
}

namespace detail {

Json reference_to(const std::string& name) {
  return {{"$ref", "#/components/schemas/" + name}};
}

Json integer_schema(bool is_64_bit) {
  return {{"type", "integer"}, {"format", is_64_bit ? "int64" : "int32"}};
}

Json string_schema(std::string_view format) {
  JsonObject schema{{"type", "string"}};
  if (!format.empty()) schema["format"] = std::string(format);
  return schema;
}

Json enum_schema(const std::vector<std::string_view>& names) {
  JsonArray values;
  for (const std::string_view name : names) values.push_back(Json(std::string(name)));
  return {{"type", "string"}, {"enum", std::move(values)}};
}

Json or_null(Json schema) {
  JsonObject& object = schema.as_object();
  if (Json* type = object.if_contains("type")) {
    *type = JsonArray{*type, "null"};
    return schema;
  }
  if (object.empty()) return schema;  // anything, null included
  return {{"anyOf", JsonArray{std::move(schema), JsonObject{{"type", "null"}}}}};
}

void apply_rule(const Rule& rule, Json& schema) {
  JsonObject& object = schema.as_object();
  if (!rule.about.empty()) object["description"] = std::string(rule.about);
  const BoundNames names = bounds_of(object);
  if (std::isfinite(rule.min)) object[names.min] = number(rule.min);
  if (std::isfinite(rule.max)) object[names.max] = number(rule.max);
  if (!rule.one_of.empty()) {
    JsonArray choices;
    for (const std::string_view choice : choices_in(rule.one_of)) {
      choices.push_back(Json(std::string(choice)));
    }
    if (has_type(object, "null")) choices.push_back(nullptr);
    object["enum"] = std::move(choices);
  }
  if (!rule.example.empty()) object["examples"] = JsonArray{Json(std::string(rule.example))};
}

void apply_default(const Json& value, Json& schema) {
  const bool empty = value.is_null() || (value.is_string() && value.get_string().empty()) ||
                     (value.is_array() && value.get_array().empty()) ||
                     (value.is_object() && value.get_object().empty());
  if (!empty) schema.as_object()["default"] = value;
}

}  // namespace detail
}  // namespace musicgen
