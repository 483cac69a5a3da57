#include "api/http/static_files.h"

#include "api/http/file_response.h"
#include "base/error.h"

namespace musicgen::api::http {
namespace {

namespace fs = std::filesystem;

// A player draws waveforms in workers and plays blobs; everything comes from this server.
constexpr const char* kPolicy =
    "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; "
    "style-src 'self' 'unsafe-inline'; worker-src 'self' blob:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

bool is_plain_name(const std::string& segment) {
  return !segment.empty() && segment.front() != '.' &&
         segment.find_first_of("/\\") == std::string::npos;
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
    response = file_response(request, file, options);
  } catch (const FileNotFound&) {
    throw NotFound("There is nothing at this address.");
  }
  response.headers.set("Content-Security-Policy", kPolicy);
  return response;
}

}  // namespace musicgen::api::http
