#pragma once
// From a request to its answer, without the socket: checks, routing, errors, common headers.

#include <filesystem>
#include <functional>
#include <string>

#include "api/http/body_sink.h"
#include "api/http/message.h"
#include "api/http/router.h"
#include "api/http/security.h"
#include "base/units.h"

namespace musicgen::api::http {

// The first line and the header of a request, as they came.
struct RequestHead {
  std::string method;
  std::string target;
  Headers headers;
  std::string client;         // address of the other side
  std::string local_address;  // the address that it came to
};

// What is to be done with a request once its head is known.
struct Plan {
  Request request;  // its body still missing
  const Route* route = nullptr;
  std::optional<Response> answer;  // set where no handler is needed: refused, OPTIONS
};

// What became of a request, for metrics and the log.
struct Report {
  const Request& request;
  std::string_view route;  // its template; empty where there is none
  int status;
  Seconds time;  // until the answer's header was ready
};

class Dispatcher {
 public:
  Dispatcher(const Router& router, const Security& security, std::filesystem::path scratch_folder,
             std::function<void(const Report&)> observer);

  // Decides by the head alone, so that a body is read only where it is wanted.
  Plan plan(RequestHead head) const;

  // The plan for a header that can't be read: the error's answer.
  Plan refuse_unreadable(const std::exception& error) const;

  // Where the body goes. The plan must have a route, and outlive the sink. May block.
  std::unique_ptr<BodySink> open_body(const Plan& plan) const;

  // The answer to an error that came up while the body was read.
  Response refusal(const std::exception& error, const Request& request) const;

  // Runs the handler of a plan whose request has its body. Never throws; may block.
  Response answer(const Plan& plan) const;

  // Adds the headers that each answer carries and reports it.
  void finish(const Plan& plan, Seconds time, Response& response) const;

 private:
  void check(const RequestHead& head, Plan& plan) const;
  void check_content(const Route& route, const Request& request) const;

  const Router& router_;
  const Security& security_;
  std::filesystem::path scratch_folder_;
  std::function<void(const Report&)> observer_;
};

// Whether an Accept header (RFC 9110, section 12.5.1) leaves room for a media type.
bool accepts(std::string_view accept, std::string_view media_type);

}  // namespace musicgen::api::http
