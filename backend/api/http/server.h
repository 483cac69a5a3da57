#pragma once
// The listener: sockets, connections and time limits. Requests go to a Dispatcher.

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>

#include "api/http/dispatcher.h"
#include "base/units.h"

namespace musicgen::api::http {

// What one client may take of the server.
struct Limits {
  std::uint32_t header_bytes = 16 << 10;
  Seconds idle{75};                    // between two requests of a connection
  Seconds header{10};                  // from the first byte of a header to its last
  Seconds body_grace{20};              // a body may take this long, and longer as long as
  double body_bytes_per_second = 8e3;  // it comes at this pace
  Seconds write{60};                   // for each block of an answer
  Seconds event_comment{15};           // between signs of life on an event stream
  Seconds stop_grace{5};               // for requests under way when the server stops
  int max_connections = 512;
  int io_threads = 2;
  int handler_threads = 8;
};

class Server {
 public:
  // Listens from here on. `host` is an address or a name of this machine; port 0 takes a free one.
  // `on_stop` is called once when the server stops, before it waits for requests: end event
  // streams there. Throws PortInUse, InvalidParameter (a host that is not ours).
  Server(const std::string& host, int port, const Limits& limits, const Dispatcher& dispatcher,
         std::function<void()> on_stop);
  ~Server();

  int port() const;

  // Serves until `stop`; then finishes what is under way and returns.
  void run(std::stop_token stop);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Throws as the server would where it can't listen there.
void check_port(const std::string& host, int port);

}  // namespace musicgen::api::http
