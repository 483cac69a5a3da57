#include "api/http/static_files.h"

#include "api/http/file_response.h"
#include "base/error.h"
#include "base/text.h"

namespace musicgen::api::http {
namespace {

namespace fs = std::filesystem;

// Everything comes from this server; blobs are sound that is played and pictures that are cropped.
constexpr const char* kPolicy =
    "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; "
    "worker-src 'self' blob:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

bool is_plain_name(const std::string& segment) {
  return !segment.empty() && segment.front() != '.' &&
         segment.find_first_of("/\\") == std::string::npos;
}

struct Coding {
  std::string_view name;
  std::string_view extension;
};
constexpr Coding kCodings[] = {{"br", ".br"}, {"gzip", ".gz"}};  // the better first

// Whether an Accept-Encoding header names a coding, and not to refuse it ("br;q=0").
bool accepts(std::string_view header, std::string_view coding) {
  for (const std::string& item : split(header, ',')) {
    const std::vector<std::string> parts = split(item, ';');
    if (to_lower_ascii(trim(parts.front())) != coding) continue;
    const std::string_view weight = parts.size() > 1 ? trim(parts[1]) : "";
    return weight.find_first_not_of("q=0. ") != std::string_view::npos || weight.empty();
  }
  return false;
}

// The file, or the compressed copy beside it that the client can read.
Response smallest_response(const Request& request, const fs::path& file, FileOptions options) {
  options.content_type = media_type_of(file);
  for (const Coding& coding : kCodings) {
    fs::path copy = file;
    copy += coding.extension;
    if (!accepts(request.headers.get("Accept-Encoding"), coding.name) || !fs::exists(copy))
      continue;
    Response response = file_response(request, copy, options);
    response.headers.set("Content-Encoding", std::string(coding.name));
    return response;
  }
  return file_response(request, file, options);
}

bool looks_like_page(const std::vector<std::string>& path) {
  return path.empty() || path.back().find('.') == std::string::npos;
}

}  // namespace

fs::path file_below(const fs::path& folder, const std::vector<std::string>& segments) {
  if (!std::all_of(segments.begin(), segments.end(), is_plain_name)) {
    throw FileNotFound("There is no such file.");
  }
  fs::path path = folder;
  for (const std::string& segment : segments) path /= segment;
  return path;
}

Response web_app_response(const Request& request, const fs::path& folder) {
  FileOptions options;
  const bool is_asset = !request.path.empty() && request.path.front() == "assets";
  if (is_asset) options.cache_control = "public, max-age=31536000, immutable";
  Response response;
  try {
    const bool page = !is_asset && looks_like_page(request.path);
    const fs::path file = page ? folder / "index.html" : file_below(folder, request.path);
    response = smallest_response(request, file, options);
  } catch (const FileNotFound&) {
    throw NotFound("There is nothing at this address.");
  }
  response.headers.set("Vary", "Accept-Encoding");
  response.headers.set("Content-Security-Policy", kPolicy);
  return response;
}

}  // namespace musicgen::api::http
