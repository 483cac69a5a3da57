#pragma once
// Errors as HTTP tells them: RFC 9457 problem documents. The one table from codes to statuses.

#include <exception>
#include <string>

#include "api/http/message.h"
#include "base/error.h"
#include "base/json.h"

namespace musicgen::api::http {

struct ProblemDocument {
  std::string type;   // "urn:musicgen:error:model_not_found"
  std::string title;  // the same for every problem of this code
  int status = 500;
  std::string detail;
  std::string code;
  std::optional<std::string> field;  // JSON pointer into the body, or "/name" of a parameter
  std::optional<std::string> hint;
  std::optional<std::string> request_id;
};
BOOST_DESCRIBE_STRUCT(ProblemDocument, (),
                      (type, title, status, detail, code, field, hint, request_id))

int status_of(ErrorCode code);

ProblemDocument document_of(const Problem& problem, const std::string& request_id);

// The answer that an exception becomes. What is not one of our errors is logged and answered as
// internal_error, without its text.
Response problem_response(const std::exception& error, const std::string& request_id);

}  // namespace musicgen::api::http

template <>
inline constexpr auto musicgen::kRules<musicgen::api::http::ProblemDocument> = musicgen::rules({
    {.field = "type", .about = "The kind of problem as a URN."},
    {.field = "title", .about = "The kind of problem in words."},
    {.field = "status", .about = "The HTTP status."},
    {.field = "detail", .about = "What went wrong this time."},
    {.field = "code", .about = "A stable name to program against.", .example = "model_not_found"},
    {.field = "field",
     .about = "JSON pointer of the input at fault.",
     .example = "/parameters/bpm"},
    {.field = "hint", .about = "What to do about it, often a command."},
    {.field = "request_id", .about = "The request as the server's log names it."},
});
