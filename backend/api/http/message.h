#pragma once
// A request and its answer as plain values: what handlers see. No socket, no Beast.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "api/http/event_stream.h"
#include "api/http/open_file.h"
#include "base/files.h"

namespace musicgen::api::http {

enum class Method { get, head, post, put, patch, remove, options, other };

// "GET", "DELETE", ...; other methods are Method::other and "".
std::string_view name_of(Method method);
Method method_of(std::string_view name);

// Header fields in their order; names match in any case.
class Headers {
 public:
  void add(std::string name, std::string value);
  void set(std::string name, std::string value);  // replaces all of that name

  // The first value of that name; empty where there is none.
  std::string_view get(std::string_view name) const;
  bool has(std::string_view name) const;
  std::size_t count(std::string_view name) const;

  auto begin() const { return fields_.begin(); }
  auto end() const { return fields_.end(); }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

using Parameters = std::map<std::string, std::string>;

// A file that came with a request. It lies in a scratch folder that goes with the request.
struct Upload {
  std::shared_ptr<const ScratchFolder> folder;
  std::filesystem::path file;
  std::string file_name;     // what the client calls it; may be empty; never a path to use
  std::string content_type;  // in lower case without parameters; may be empty
  std::uint64_t bytes = 0;
};

struct Request {
  std::string id;
  Method method = Method::get;
  std::vector<std::string> path;  // decoded segments: "/a/b%20c" is {"a", "b c"}
  Parameters query;
  Parameters captured;  // what stands at "{id}" of the route
  Headers headers;
  std::string body;
  std::optional<Upload> upload;
  std::string client;       // address, for the log and for rate limits
  bool has_origin = false;  // sent by a page of an allowed foreign origin
};

// A piece of a file, sent in blocks.
struct FilePart {
  std::shared_ptr<const OpenFile> file;
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
};

struct Response {
  int status = 200;
  Headers headers;
  std::variant<std::string, FilePart, std::shared_ptr<EventStream>> body;
};

// An answer that is held in memory.
Response text_response(int status, std::string content_type, std::string body);

// 204.
Response empty_response();

}  // namespace musicgen::api::http
