#include "api/http/event_stream.h"

namespace musicgen::api::http {

std::string event_text(std::string_view type, std::string_view id, std::string_view data) {
  return fmt::format("event: {}\nid: {}\ndata: {}\n\n", type, id, data);
}

}  // namespace musicgen::api::http
