// Feeds any bytes to all that reads addresses and header values.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "api/http/dispatcher.h"
#include "api/http/file_response.h"
#include "api/http/range.h"
#include "api/http/static_files.h"
#include "api/http/target.h"
#include "base/error.h"
#include "base/text.h"

namespace musicgen::api::http {
namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

// What comes out of an address is text without control characters, and never leads out of a folder.
void check_target(std::string_view text) {
  try {
    const Target target = parse_target(text);
    for (const std::string& segment : target.path) {
      check(is_valid_utf8(segment) && segment.find('\0') == std::string::npos);
    }
    const std::filesystem::path folder = "/folder";
    const auto file = file_below(folder, target.path).lexically_normal();
    check(file == folder || file.string().starts_with("/folder/"));
  } catch (const InvalidParameter&) {
  } catch (const FileNotFound&) {
  }
}

void check_range(std::string_view header, std::uint64_t size) {
  const RangeAnswer answer = read_range(header, size);
  if (answer.kind != RangeKind::part) return;
  check(answer.range.size > 0 && answer.range.first < size);
  check(answer.range.size <= size - answer.range.first);
}

void check_attachment(std::string_view name) {
  for (const char c : attachment(name)) check(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F);
}

// The whole way of a header: it ends in a route or in an answer that says why not.
void check_dispatch(std::string_view text) {
  Router router;
  router.add({.path = "/api/jobs/{id}", .gives = "application/json"});
  const Security security({.host = "127.0.0.1", .api_keys = {"key"}});
  const Dispatcher dispatcher(router, security, "/tmp", {});
  RequestHead head;
  head.method = "GET";
  head.target = text.substr(0, text.find('\n'));
  const std::string value(text.substr(std::min(text.find('\n') + 1, text.size())));
  for (const char* name : {"Host", "Accept", "Authorization", "Cookie", "Origin", "X-Request-Id"}) {
    head.headers.add(name, value);
  }
  const Plan plan = dispatcher.plan(std::move(head));
  check((plan.route != nullptr) != plan.answer.has_value() || plan.answer->status >= 400);
}

}  // namespace
}  // namespace musicgen::api::http

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace musicgen::api::http;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_target(text);
  for (const std::uint64_t bytes : {0ull, 1ull, 1000ull, ~0ull}) check_range(text, bytes);
  from_http_date(text);
  names_etag(text, "\"etag\"", true);
  accepts(text, "application/json");
  check_attachment(text);
  check_dispatch(text);
  return 0;
}
