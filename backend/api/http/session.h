#pragma once
// One connection and its requests, one after the other. Only server.cpp and session.cpp include
// this: it shows Boost.Beast.

#include <atomic>
#include <memory>

#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>

#include "api/http/asio.h"  // first
#include "api/http/dispatcher.h"
#include "api/http/server.h"

namespace musicgen::api::http {

class Session : public std::enable_shared_from_this<Session> {
 public:
  // The stream's executor must be a strand. Blocking work runs on `pool`.
  Session(boost::beast::tcp_stream stream, boost::asio::thread_pool& pool, const Limits& limits,
          const Dispatcher& dispatcher, const std::atomic<bool>& stopping);

  // Serves until the client leaves, breaks the rules, or the server stops.
  boost::asio::awaitable<void> run();

  // Ends the connection where it waits for its next request. Call it on the strand.
  void close_if_idle();

 private:
  using Parser = boost::beast::http::request_parser<boost::beast::http::buffer_body>;

  // Whether the connection stays open for a further request.
  boost::asio::awaitable<bool> serve_one();
  boost::asio::awaitable<bool> read_head(Parser& parser);
  RequestHead head_of(const Parser& parser) const;
  boost::asio::awaitable<void> read_body(Parser& parser, Plan& plan);
  boost::asio::awaitable<void> receive(Parser& parser, BodySink& sink);
  boost::asio::awaitable<bool> write(const Plan& plan, Response& response, bool keep_alive);
  boost::asio::awaitable<bool> write_file(const FilePart& part);
  boost::asio::awaitable<void> write_events(std::shared_ptr<EventStream> events);
  boost::asio::awaitable<bool> write_text(std::string_view text);
  boost::asio::awaitable<void> linger();

  boost::beast::tcp_stream stream_;
  boost::asio::thread_pool& pool_;
  const Limits& limits_;
  const Dispatcher& dispatcher_;
  const std::atomic<bool>& stopping_;
  boost::beast::flat_buffer buffer_;
  std::string client_;
  std::string local_address_;
  bool idle_ = false;
};

}  // namespace musicgen::api::http
