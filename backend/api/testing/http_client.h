#pragma once
// A small blocking HTTP client for tests, which can also misbehave.

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace musicgen::testing {

struct Answer {
  int status = 0;
  std::map<std::string, std::string> headers;  // names in lower case; the last one wins
  std::string body;

  std::string header(const std::string& name) const;
  Json json() const { return parse_json(body); }
  std::string code() const;   // of a problem document
  std::string field() const;  // of a problem document; "" where it has none
};

using Fields = std::vector<std::pair<std::string, std::string>>;

// One connection to a server on this machine.
class Connection {
 public:
  explicit Connection(int port);
  ~Connection();

  // Sends these very bytes.
  void send(std::string_view bytes);

  // Reads one answer; `to_head` says that it has no body whatever its header says. Throws
  // std::runtime_error where the server closes before the answer is complete.
  Answer receive(bool to_head = false);

  // Reads what is there until the server closes or `until` has come.
  std::string read_until(std::string_view until);

  // Whether the server closes the connection without sending anything more.
  bool is_closed_by_server();

  // Ends the sending side.
  void end_sending();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// A request as it goes over the wire. Host is localhost unless `fields` has one; a body gets its
// Content-Length.
std::string request_text(std::string_view method, std::string_view target,
                         const Fields& fields = {}, std::string_view body = "");

// A request on a connection of its own.
Answer fetch(int port, std::string_view method, std::string_view target, const Fields& fields = {},
             std::string_view body = "");

// GET.
Answer get(int port, std::string_view target, const Fields& fields = {});

// POST of JSON.
Answer post_json(int port, std::string_view target, std::string_view json,
                 const Fields& fields = {});

}  // namespace musicgen::testing
