#include "api/http/file_response.h"

#include <ctime>

#include "api/http/range.h"
#include "base/error.h"
#include "base/text.h"

namespace musicgen::api::http {
namespace {

struct MediaType {
  std::string_view extension;
  std::string_view type;
};

constexpr MediaType kMediaTypes[] = {
    {".mp3", "audio/mpeg"},
    {".wav", "audio/wav"},
    {".flac", "audio/flac"},
    {".ogg", "audio/ogg"},
    {".opus", "audio/ogg; codecs=opus"},
    {".m4a", "audio/mp4"},
    {".mp4", "video/mp4"},
    {".aac", "audio/aac"},
    {".aiff", "audio/aiff"},
    {".webm", "audio/webm"},
    {".mid", "audio/midi"},
    {".json", "application/json"},
    {".map", "application/json"},
    {".html", "text/html; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".zip", "application/zip"},
    {".txt", "text/plain; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".jpeg", "image/jpeg"},
    {".webp", "image/webp"},
    {".ico", "image/x-icon"},
    {".woff", "font/woff"},
    {".woff2", "font/woff2"},
    {".wasm", "application/wasm"},
    {".webmanifest", "application/manifest+json"},
};

TimePoint whole_seconds(TimePoint time) {
  return std::chrono::floor<std::chrono::seconds>(time);
}

// Whether a date header says that the file has not changed since. Broken dates say nothing.
std::optional<bool> unchanged_since(std::string_view header, TimePoint modified) {
  const auto time = from_http_date(header);
  if (!time) return std::nullopt;
  return whole_seconds(modified) <= *time;
}

// Whether the client has this very file already. The order is that of RFC 9110, section 13.2.2.
// Throws PreconditionFailed.
bool is_known(const Headers& headers, const OpenFile& file) {
  const std::string etag = file.etag();
  const bool matches =
      headers.has("If-Match")
          ? names_etag(headers.get("If-Match"), etag, false)
          : unchanged_since(headers.get("If-Unmodified-Since"), file.modified_at()).value_or(true);
  if (!matches) throw PreconditionFailed("The file has changed.");
  if (headers.has("If-None-Match")) {
    return names_etag(headers.get("If-None-Match"), etag, true);
  }
  return unchanged_since(headers.get("If-Modified-Since"), file.modified_at()).value_or(false);
}

// If-Range: the range counts only where the client's part is of this very file.
bool range_counts(const Headers& headers, const OpenFile& file) {
  const std::string_view condition = headers.get("If-Range");
  if (condition.empty()) return true;
  if (condition.starts_with('"')) return condition == file.etag();
  const auto time = from_http_date(condition);
  return time && *time == whole_seconds(file.modified_at());
}

}  // namespace

Response file_response(const Request& request, const std::filesystem::path& path,
                       const FileOptions& options) {
  auto file = std::make_shared<const OpenFile>(path);
  Response response;
  Headers& headers = response.headers;
  headers.set("ETag", file->etag());
  headers.set("Last-Modified", to_http_date(file->modified_at()));
  headers.set("Cache-Control", options.cache_control);
  headers.set("Accept-Ranges", "bytes");
  if (is_known(request.headers, *file)) {
    response.status = 304;
    return response;
  }
  RangeAnswer answer;
  if (range_counts(request.headers, *file)) {
    answer = read_range(request.headers.get("Range"), file->size());
  }
  if (answer.kind == RangeKind::unsatisfiable) {
    response.status = 416;
    headers.set("Content-Range", fmt::format("bytes */{}", file->size()));
    return response;
  }
  headers.set("Content-Type", options.content_type.empty() ? std::string(media_type_of(path))
                                                           : options.content_type);
  if (!options.download_name.empty()) {
    headers.set("Content-Disposition", attachment(options.download_name));
  }
  const bool part = answer.kind == RangeKind::part;
  const ByteRange range = part ? answer.range : ByteRange{0, file->size()};
  if (part) {
    response.status = 206;
    headers.set("Content-Range", fmt::format("bytes {}-{}/{}", range.first,
                                             range.first + range.size - 1, file->size()));
  }
  response.body = FilePart{std::move(file), range.first, range.size};
  return response;
}

std::string_view media_type_of(const std::filesystem::path& path) {
  const std::string extension = to_lower_ascii(path.extension().string());
  for (const MediaType& known : kMediaTypes) {
    if (known.extension == extension) return known.type;
  }
  return "application/octet-stream";
}

bool names_etag(std::string_view header, std::string_view etag, bool weak) {
  if (trim(header) == "*") return true;
  for (const std::string& item : split(header, ',')) {
    std::string_view tag = trim(item);
    if (weak && tag.starts_with("W/")) tag.remove_prefix(2);
    if (tag == etag) return true;
  }
  return false;
}

std::string to_http_date(TimePoint time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(whole_seconds(time));
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  char text[64];
  const std::size_t size = std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return std::string(text, size);
}

std::optional<TimePoint> from_http_date(std::string_view text) {
  if (text.empty() || text.size() > 40) return std::nullopt;
  std::tm parts{};
  const char* end = ::strptime(std::string(text).c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  if (end == nullptr) return std::nullopt;
  return std::chrono::time_point_cast<std::chrono::microseconds>(
      std::chrono::system_clock::from_time_t(::timegm(&parts)));
}

std::string attachment(std::string_view file_name) {
  std::string plain;
  std::string encoded;
  for (const char c : file_name) {
    const auto byte = static_cast<unsigned char>(c);
    const bool safe = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                      c == '-' || c == '_' || c == '.';
    plain += safe || c == ' ' ? c : '_';
    encoded += safe ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  return fmt::format("attachment; filename=\"{}\"; filename*=UTF-8''{}", plain, encoded);
}

}  // namespace musicgen::api::http
