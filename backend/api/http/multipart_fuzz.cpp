// Feeds any bytes to the form parser: it must read the same parts however the bytes are cut, hand
// out no byte that did not come in, and end in parts or in one of our errors.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "api/http/multipart.h"
#include "base/error.h"

namespace musicgen::api::http {
namespace {

struct Part {
  PartHeader header;
  std::string data;
  bool ended = false;
};

void check(bool holds) {
  if (!holds) std::abort();
}

// The form's parts; nothing where it is not valid.
std::optional<std::vector<Part>> read_form(std::string_view bytes, std::size_t chunk) {
  std::vector<Part> parts;
  MultipartParser parser("b", {.begin =
                                   [&](const PartHeader& header) {
                                     check(parts.empty() || parts.back().ended);
                                     parts.push_back({header, "", false});
                                   },
                               .data = [&](std::string_view data) { parts.back().data += data; },
                               .end = [&] { parts.back().ended = true; }});
  try {
    for (; !bytes.empty(); bytes.remove_prefix(std::min(chunk, bytes.size()))) {
      parser.feed(bytes.substr(0, chunk));
    }
    parser.finish();
  } catch (const InvalidParameter&) {
    return std::nullopt;
  }
  return parts;
}

void check_form(std::string_view bytes) {
  const auto whole = read_form(bytes, bytes.size() + 1);
  const auto cut = read_form(bytes, 1 + bytes.size() % 7);
  check(whole.has_value() == cut.has_value());
  if (!whole) return;
  check(whole->size() == cut->size());
  std::size_t total = 0;
  for (std::size_t i = 0; i < whole->size(); ++i) {
    const Part& part = whole->at(i);
    check(part.ended && !part.header.name.empty());
    check(part.data == cut->at(i).data && part.header.name == cut->at(i).header.name);
    total += part.data.size();
  }
  check(total <= bytes.size());
}

void check_boundary(std::string_view content_type) {
  try {
    const std::string boundary = boundary_of(content_type);
    check(!boundary.empty() && boundary.size() <= 70);
  } catch (const InvalidParameter&) {
  }
}

}  // namespace
}  // namespace musicgen::api::http

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  musicgen::api::http::check_form(bytes);
  musicgen::api::http::check_boundary(bytes);
  return 0;
}
