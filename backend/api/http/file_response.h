#pragma once
// Files as answers: conditional requests (RFC 9110, section 13), ranges, content types.

#include <filesystem>
#include <string>
#include <string_view>

#include "api/http/message.h"

namespace musicgen::api::http {

struct FileOptions {
  std::string content_type = {};  // empty: by the file's extension
  std::string cache_control = "no-cache";
  std::string download_name = {};  // not empty: to be saved under this name instead of shown
};

// 200, 206, 304, 412 or 416. Throws FileNotFound.
Response file_response(const Request& request, const std::filesystem::path& path,
                       const FileOptions& options = {});

// The media type of a file name's extension; "application/octet-stream" for unknown ones.
std::string_view media_type_of(const std::filesystem::path& path);

// Whether an If-Match or If-None-Match header names the ETag ("*" names all). Weak tags match
// where `weak` is allowed.
bool names_etag(std::string_view header, std::string_view etag, bool weak);

// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, section 5.6.7).
std::string to_http_date(TimePoint time);
std::optional<TimePoint> from_http_date(std::string_view text);

// Content-Disposition that saves a file under a name (RFC 6266); any text is safe.
std::string attachment(std::string_view file_name);

}  // namespace musicgen::api::http
