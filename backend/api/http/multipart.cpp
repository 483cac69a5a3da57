#include "api/http/multipart.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/text.h"

namespace musicgen::api::http {
namespace {

constexpr std::size_t kMaxPartHeader = 8192;
constexpr int kMaxParts = 16;

[[noreturn]] void refuse(std::string_view what) {
  throw InvalidParameter(fmt::format("The form is not valid multipart/form-data: {}.", what));
}

// The value of a parameter in `form-data; name="a"; filename="b;\"c\".mp3"`.
std::string parameter_of(std::string_view value, std::string_view wanted) {
  std::size_t at = value.find(';');
  while (at < value.size()) {
    const std::size_t equals = value.find('=', at);
    if (equals == std::string_view::npos) return "";
    const std::string name = to_lower_ascii(trim(value.substr(at + 1, equals - at - 1)));
    std::string text;
    std::size_t end = equals + 1;
    if (value.substr(end).starts_with('"')) {
      for (++end; end < value.size() && value[end] != '"'; ++end) {
        // Only quotes and backslashes are escaped: old browsers send C:\song.mp3 as it is.
        const bool escape = value[end] == '\\' && end + 1 < value.size() &&
                            (value[end + 1] == '"' || value[end + 1] == '\\');
        if (escape) ++end;
        text += value[end];
      }
      end = std::min(value.find(';', std::min(end, value.size())), value.size());
    } else {
      end = std::min(value.find(';', end), value.size());
      text = std::string(trim(value.substr(equals + 1, end - equals - 1)));
    }
    if (name == wanted) return text;
    at = end;
  }
  return "";
}

PartHeader part_header(std::string_view lines) {
  PartHeader header;
  bool is_form_data = false;
  while (!lines.empty()) {
    const std::size_t end = std::min(lines.find("\r\n"), lines.size());
    const std::string_view line = lines.substr(0, end);
    lines.remove_prefix(std::min(end + 2, lines.size()));
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) refuse("a header line has no colon");
    const std::string name = to_lower_ascii(trim(line.substr(0, colon)));
    const std::string_view value = trim(line.substr(colon + 1));
    if (name == "content-disposition") {
      is_form_data = media_type_in(value) == "form-data";
      header.name = parameter_of(value, "name");
      header.file_name = parameter_of(value, "filename");
    } else if (name == "content-type") {
      header.content_type = media_type_in(value);
    }
  }
  if (!is_form_data || header.name.empty()) refuse("a part has no name");
  return header;
}

}  // namespace

MultipartParser::MultipartParser(std::string_view boundary, PartHandler handler)
    : delimiter_(fmt::format("\r\n--{}", boundary)),
      handler_(std::move(handler)),
      // The first delimiter may stand at the very start, without the CRLF that the others have.
      buffer_("\r\n") {}

void MultipartParser::feed(std::string_view bytes) {
  buffer_ += bytes;
  while (step()) {
  }
}

// One state further; false where more bytes are needed.
bool MultipartParser::step() {
  switch (state_) {
    case State::preamble:
      return skip_to_delimiter(false);
    case State::after_delimiter:
      return after_delimiter();
    case State::header:
      return header();
    case State::body:
      return skip_to_delimiter(true);
    case State::epilogue:
      buffer_.clear();
      return false;
  }
  return false;
}

bool MultipartParser::skip_to_delimiter(bool is_body) {
  const std::size_t at = buffer_.find(delimiter_);
  const bool found = at != std::string::npos;
  // Without a delimiter the last bytes may be the beginning of one.
  const std::size_t sure =
      found ? at : buffer_.size() - std::min(buffer_.size(), delimiter_.size() - 1);
  if (is_body && sure > 0) handler_.data(std::string_view(buffer_).substr(0, sure));
  buffer_.erase(0, found ? at + delimiter_.size() : sure);
  if (!found) return false;
  if (is_body) handler_.end();
  state_ = State::after_delimiter;
  return true;
}

// "--" ends the form; otherwise the line ends, after blanks perhaps, and a part begins.
bool MultipartParser::after_delimiter() {
  if (buffer_.size() < 2) return false;
  if (buffer_.starts_with("--")) {
    state_ = State::epilogue;
    return true;
  }
  const std::size_t text = buffer_.find_first_not_of(" \t");
  if (text == std::string::npos || text + 2 > buffer_.size()) {
    if (buffer_.size() > kMaxPartHeader) refuse("a boundary's line does not end");
    return false;
  }
  if (buffer_.compare(text, 2, "\r\n") != 0) refuse("a boundary's line does not end");
  if (++parts_ > kMaxParts) refuse(fmt::format("it has more than {} parts", kMaxParts));
  // The CRLF stays: a part without header lines has its blank line right here.
  buffer_.erase(0, text);
  state_ = State::header;
  return true;
}

bool MultipartParser::header() {
  const std::size_t end = buffer_.find("\r\n\r\n");
  if (std::min(end, buffer_.size()) > kMaxPartHeader) refuse("a part's header is too long");
  if (end == std::string::npos) return false;
  const std::string_view lines = std::string_view(buffer_).substr(0, end);
  handler_.begin(part_header(lines.substr(std::min<std::size_t>(2, lines.size()))));
  buffer_.erase(0, end + 4);
  state_ = State::body;
  return true;
}

void MultipartParser::finish() const {
  if (state_ != State::epilogue) refuse("its end is missing");
}

std::string boundary_of(std::string_view content_type) {
  const std::string boundary = parameter_of(content_type, "boundary");
  constexpr std::string_view kAllowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'()+_,-./:=? ";
  if (boundary.empty() || boundary.size() > 70 || boundary.back() == ' ' ||
      boundary.find_first_not_of(kAllowed) != std::string::npos) {
    refuse("its boundary is missing or not allowed");
  }
  return boundary;
}

std::string media_type_in(std::string_view content_type) {
  return to_lower_ascii(trim(content_type.substr(0, content_type.find(';'))));
}

}  // namespace musicgen::api::http
