#pragma once
// Where a request's body goes while it streams in.

#include <memory>
#include <string_view>

#include "api/http/message.h"
#include "api/http/router.h"

namespace musicgen::api::http {

class BodySink {
 public:
  virtual ~BodySink() = default;

  // Throws PayloadTooLarge, InvalidParameter, std::system_error (the disk refuses).
  virtual void write(std::string_view bytes) = 0;

  // Puts what came into the request: Request::body or Request::upload.
  virtual void finish(Request& request) = 0;
};

// The sink that a route wants. A file may be the body itself, or the one part of a
// multipart/form-data body, which is named "file". Throws UnsupportedMediaType for a file that the
// route does not take, StorageFull where the announced size does not fit on the disk.
std::unique_ptr<BodySink> open_body(const Request& head, const Route& route,
                                    const std::filesystem::path& scratch_folder);

// How long the whole body may be: for a form, the file's limit and room for the form around it.
std::uint64_t max_body_of(const Route& route);

// "100 MB", or "512 bytes".
std::string size_text(std::uint64_t bytes);

}  // namespace musicgen::api::http
