#pragma once
// Registration of the API's operations. Each is described once; the description makes the route and
// its entry in /openapi.json.

#include <string>
#include <vector>

#include "api/http/router.h"
#include "api/query.h"
#include "base/schema.h"

namespace musicgen::api {

// The schema of a type, without the type.
using SchemaFn = Json (*)(Schemas& schemas);

template <class T>
Json request_schema(Schemas& schemas) {
  return schemas.of<T>(SchemaUse::request);
}
template <class T>
Json answer_schema(Schemas& schemas) {
  return schemas.of<T>(SchemaUse::answer);
}
template <class T>
Json query_schema(Schemas& schemas) {
  return schemas.struct_schema<T>(SchemaUse::request);
}

struct HeaderParameter {
  std::string_view name;
  std::string_view about;
};

struct Operation {
  http::Method method = http::Method::get;
  std::string path = {};
  std::string id = {};       // "listJobs": names the function in generated clients
  std::string tag = {};      // the group in the reference
  std::string summary = {};  // one line

  SchemaFn query = nullptr;
  std::vector<HeaderParameter> headers = {};
  SchemaFn body = nullptr;  // of JSON
  int status = 200;         // where it succeeds
  SchemaFn answer = nullptr;
  std::string answer_type = "application/json";  // empty: no body
  std::vector<ErrorCode> errors = {};            // beyond those that any operation may have

  http::BodyUse body_use = http::BodyUse::ignored;  // json where `body` is set
  std::uint64_t max_body = 1 << 20;
  std::vector<std::string> takes = {};
  http::Access access = http::Access::clients;
  bool guards_origin = false;
};

class Api {
 public:
  void add(Operation operation, http::Handler handler);

  http::Router& router() { return router_; }
  const http::Router& router() const { return router_; }
  const std::vector<Operation>& operations() const { return operations_; }

 private:
  http::Router router_;
  std::vector<Operation> operations_;
};

// The OpenAPI 3.1 document of all operations.
Json openapi_document(const std::vector<Operation>& operations);

// An answer as JSON.
template <class T>
http::Response json_response(const T& value, int status = 200) {
  http::Response response =
      http::text_response(status, "application/json", to_text(to_json(value)));
  response.headers.set("Cache-Control", "no-store");
  return response;
}

// The body as a T. Throws InvalidJson, InvalidParameter.
template <class T>
T body_of(const http::Request& request) {
  return from_json<T>(parse_json(request.body));
}

}  // namespace musicgen::api
