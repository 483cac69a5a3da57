#pragma once
// multipart/form-data (RFC 7578 over RFC 2046, section 5.1) read as it streams in. It holds no more
// than one chunk, one delimiter and one part's header at a time.

#include <functional>
#include <string>
#include <string_view>

namespace musicgen::api::http {

struct PartHeader {
  std::string name;          // of the form's field
  std::string file_name;     // as the client sent it; empty where it sent none
  std::string content_type;  // in lower case without parameters; empty where there is none
};

struct PartHandler {
  std::function<void(const PartHeader&)> begin;
  std::function<void(std::string_view)> data;  // in pieces of any size
  std::function<void()> end;
};

class MultipartParser {
 public:
  MultipartParser(std::string_view boundary, PartHandler handler);

  // Throws InvalidParameter for what is not well formed.
  void feed(std::string_view bytes);

  // Call it at the end of the body. Throws InvalidParameter where the form is cut off.
  void finish() const;

 private:
  enum class State { preamble, after_delimiter, header, body, epilogue };

  bool step();
  bool skip_to_delimiter(bool is_body);
  bool after_delimiter();
  bool header();

  std::string delimiter_;  // CRLF "--" boundary
  PartHandler handler_;
  State state_ = State::preamble;
  std::string buffer_;
  int parts_ = 0;
};

// The boundary of a Content-Type header's value. Throws InvalidParameter where it has none, or one
// that RFC 2046 does not allow.
std::string boundary_of(std::string_view content_type);

// "audio/mpeg; charset=x" -> "audio/mpeg" in lower case.
std::string media_type_in(std::string_view content_type);

}  // namespace musicgen::api::http
