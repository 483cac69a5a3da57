#pragma once
// Server-sent events (WHATWG HTML, section 9.2) as the connection sees them: something that has
// text to send now and then. The connection asks; nothing piles up for a slow client.

#include <functional>
#include <optional>
#include <string>

namespace musicgen::api::http {

class EventStream {
 public:
  virtual ~EventStream() = default;

  // The events since the last call as they go over the wire; empty where nothing happened, nothing
  // once the stream is over. May block for a database; never called from two threads at once.
  virtual std::optional<std::string> next() = 0;

  // `wake` is called from any thread when `next` would have something. It must be quick. An empty
  // function ends that; when this returns, the function before is not and will not be running.
  virtual void on_news(std::function<void()> wake) = 0;
};

// One event on the wire. `data` must be a single line, as JSON is.
std::string event_text(std::string_view type, std::string_view id, std::string_view data);

}  // namespace musicgen::api::http
