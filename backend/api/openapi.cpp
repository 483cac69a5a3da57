#include <map>
#include <set>

#include "api/api.h"
#include "api/http/problem.h"
#include "base/config.h"
#include "base/text.h"

namespace musicgen::api {
namespace {

Json text(std::string_view value) {
  return Json(boost::json::string_view(value.data(), value.size()));
}

Json content(std::string_view media_type, Json schema) {
  return JsonObject{{media_type, JsonObject{{"schema", std::move(schema)}}}};
}

// "{id}" of "/api/jobs/{id}".
std::vector<std::string> variables_of(const std::string& path) {
  std::vector<std::string> names;
  for (const std::string& segment : split(path, '/')) {
    if (segment.starts_with('{')) names.push_back(segment.substr(1, segment.size() - 2));
  }
  return names;
}

JsonArray parameters_of(const Operation& operation, Schemas& schemas) {
  JsonArray parameters;
  for (const std::string& name : variables_of(operation.path)) {
    parameters.push_back(JsonObject{{"name", name},
                                    {"in", "path"},
                                    {"required", true},
                                    {"schema", JsonObject{{"type", "string"}}}});
  }
  if (operation.query != nullptr) {
    const Json query = operation.query(schemas);
    for (const auto& property : query.at("properties").as_object()) {
      JsonObject parameter{{"name", property.key()}, {"in", "query"}};
      JsonObject schema = property.value().as_object();
      if (const Json* about = schema.if_contains("description")) {
        parameter["description"] = *about;
        schema.erase("description");
      }
      parameter["schema"] = std::move(schema);
      parameters.push_back(std::move(parameter));
    }
  }
  for (const HeaderParameter& header : operation.headers) {
    parameters.push_back(JsonObject{{"name", text(header.name)},
                                    {"in", "header"},
                                    {"description", text(header.about)},
                                    {"schema", JsonObject{{"type", "string"}}}});
  }
  return parameters;
}

// A file: as a form with one field, or as the body itself.
JsonObject file_body(const Operation& operation) {
  const JsonObject binary{{"type", "string"}, {"format", "binary"}};
  const JsonObject form{{"type", "object"},
                        {"properties", JsonObject{{"file", binary}}},
                        {"required", JsonArray{"file"}}};
  JsonObject types{{"multipart/form-data", JsonObject{{"schema", form}}}};
  for (const std::string& taken : operation.takes) {
    types[taken.ends_with('/') ? taken + "*" : taken] = JsonObject{{"schema", binary}};
  }
  return types;
}

Json request_body(const Operation& operation, Schemas& schemas) {
  if (operation.body_use == http::BodyUse::file) {
    return JsonObject{{"required", true}, {"content", file_body(operation)}};
  }
  return JsonObject{{"required", true},
                    {"content", content("application/json", operation.body(schemas))}};
}

std::vector<ErrorCode> errors_of(const Operation& operation) {
  std::vector<ErrorCode> errors = operation.errors;
  const auto add = [&](std::initializer_list<ErrorCode> more) {
    errors.insert(errors.end(), more);
  };
  add({ErrorCode::forbidden_host, ErrorCode::internal_error});
  if (operation.access == http::Access::clients) add({ErrorCode::unauthorized});
  const bool changes = operation.method != http::Method::get;
  if (changes || operation.guards_origin) add({ErrorCode::forbidden_origin});
  if (operation.query != nullptr) add({ErrorCode::invalid_parameter});
  if (operation.answer_type == "application/json") add({ErrorCode::not_acceptable});
  if (operation.body_use != http::BodyUse::ignored) {
    add({ErrorCode::invalid_parameter, ErrorCode::payload_too_large,
         ErrorCode::unsupported_media_type});
  }
  if (operation.body_use == http::BodyUse::json) add({ErrorCode::invalid_json});
  return errors;
}

std::string success_words(int status) {
  switch (status) {
    case 201:
      return "Made.";
    case 204:
      return "Done.";
    default:
      return "The answer.";
  }
}

Json success(const Operation& operation, Schemas& schemas) {
  JsonObject response{{"description", success_words(operation.status)}};
  if (!operation.answer_type.empty()) {
    const bool is_text = operation.answer_type.starts_with("text/");
    Json schema = operation.answer != nullptr ? operation.answer(schemas)
                                              : Json(JsonObject{{"type", "string"}});
    if (operation.answer == nullptr && !is_text) schema.as_object()["format"] = "binary";
    response["content"] = content(operation.answer_type, std::move(schema));
  }
  return response;
}

Json responses_of(const Operation& operation, Schemas& schemas) {
  std::map<std::string, std::set<std::string>> codes;
  for (const ErrorCode code : errors_of(operation)) {
    codes[std::to_string(http::status_of(code))].emplace(name_of(code));
  }
  JsonObject responses{{std::to_string(operation.status), success(operation, schemas)}};
  const Json problem = schemas.of<http::ProblemDocument>(SchemaUse::answer);
  for (const auto& [status, names] : codes) {
    responses[status] = JsonObject{{"description", fmt::format("{}", fmt::join(names, ", "))},
                                   {"content", content("application/problem+json", problem)}};
  }
  return responses;
}

Json entry_of(const Operation& operation, Schemas& schemas) {
  JsonObject entry{{"operationId", operation.id},
                   {"summary", operation.summary},
                   {"tags", JsonArray{text(operation.tag)}}};
  JsonArray parameters = parameters_of(operation, schemas);
  if (!parameters.empty()) entry["parameters"] = std::move(parameters);
  if (operation.body_use != http::BodyUse::ignored) {
    entry["requestBody"] = request_body(operation, schemas);
  }
  entry["responses"] = responses_of(operation, schemas);
  if (operation.access == http::Access::everyone) entry["security"] = JsonArray();
  return entry;
}

}  // namespace

Json openapi_document(const std::vector<Operation>& operations) {
  Schemas schemas;
  JsonObject paths;
  for (const Operation& operation : operations) {
    JsonObject& path = paths[operation.path].is_object() ? paths[operation.path].get_object()
                                                         : paths[operation.path].emplace_object();
    path[to_lower_ascii(http::name_of(operation.method))] = entry_of(operation, schemas);
  }
  const JsonObject bearer{{"type", "http"}, {"scheme", "bearer"}};
  const JsonObject cookie{{"type", "apiKey"}, {"in", "cookie"}, {"name", "musicgen_session"}};
  return JsonObject{
      {"openapi", "3.1.0"},
      {"info",
       JsonObject{{"title", "MusicGen Local"},
                  {"version", text(version())},
                  {"description",
                   "Music from a sentence, on your own machine. Every path under /api is also "
                   "served under /api/v1."},
                  {"license", JsonObject{{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}}},
      {"servers", JsonArray{JsonObject{{"url", "/"}}}},
      {"security", JsonArray{JsonObject{}, JsonObject{{"bearer", JsonArray()}},
                             JsonObject{{"session", JsonArray()}}}},
      {"paths", std::move(paths)},
      {"components",
       JsonObject{{"schemas", schemas.components()},
                  {"securitySchemes", JsonObject{{"bearer", bearer}, {"session", cookie}}}}}};
}

}  // namespace musicgen::api
