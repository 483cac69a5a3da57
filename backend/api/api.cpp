#include "api/api.h"

namespace musicgen::api {

void Api::add(Operation operation, http::Handler handler) {
  if (operation.body != nullptr) operation.body_use = http::BodyUse::json;
  // Only JSON is negotiated: players and browsers ask for sound and pictures in many ways.
  const bool negotiated = operation.answer_type == "application/json";
  router_.add({.method = operation.method,
               .path = operation.path,
               .handler = std::move(handler),
               .body = operation.body_use,
               .max_body = operation.max_body,
               .takes = operation.takes,
               .gives = negotiated ? operation.answer_type : "",
               .access = operation.access,
               .guards_origin = operation.guards_origin});
  operations_.push_back(std::move(operation));
}

}  // namespace musicgen::api
