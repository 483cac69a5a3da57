#include "api/http/server.h"

#include <condition_variable>
#include <list>
#include <mutex>
#include <thread>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "api/http/session.h"  // before Asio
#include "base/error.h"
#include "base/log.h"

namespace musicgen::api::http {
namespace asio = boost::asio;
namespace beast = boost::beast;
using Tcp = asio::ip::tcp;

// `pool` is declared after `io`: its threads end first, while what they work for still stands.
struct Server::State {
  State(const Limits& l, const Dispatcher& d, std::function<void()> s)
      : limits(l),
        dispatcher(d),
        on_stop(std::move(s)),
        acceptor(asio::make_strand(io)),
        pool(static_cast<std::size_t>(l.handler_threads)) {}

  asio::awaitable<void> accept();
  void start(Tcp::socket socket);
  asio::awaitable<void> serve(std::shared_ptr<Session> session);
  void close_idle();
  void stop();

  const Limits limits;
  const Dispatcher& dispatcher;
  std::function<void()> on_stop;
  asio::io_context io;
  Tcp::acceptor acceptor;
  std::atomic<bool> stopping = false;
  std::mutex mutex;
  std::condition_variable all_closed;
  struct Open {
    std::shared_ptr<Session> session;
    asio::any_io_executor strand;
  };
  std::list<Open> sessions;  // guarded by mutex
  asio::thread_pool pool;
};

namespace {

Tcp::endpoint endpoint_of(asio::io_context& io, const std::string& host, int port) {
  beast::error_code error;
  Tcp::resolver resolver(io);
  const auto found = resolver.resolve(host, std::to_string(port), Tcp::resolver::passive, error);
  if (error || found.empty()) {
    throw InvalidParameter(fmt::format("HOST \"{}\" is not an address of this machine.", host))
        .at("HOST")
        .advise("Use 127.0.0.1, or 0.0.0.0 for all addresses.");
  }
  return found.begin()->endpoint();
}

[[noreturn]] void refuse_to_listen(const beast::error_code& error, const std::string& host,
                                   int port) {
  if (error == asio::error::address_in_use) {
    throw PortInUse(fmt::format("Port {} is in use by another program.", port))
        .advise(fmt::format("Choose another one: `musicgen serve --port {}`, or set PORT.",
                            port < 65535 ? port + 1 : 8000));
  }
  if (error == asio::error::access_denied) {
    throw PortInUse(fmt::format("This user may not listen on port {}.", port))
        .advise("Choose a port above 1023 with --port or PORT.");
  }
  throw InvalidParameter(
      fmt::format("It is not possible to listen on \"{}\": {}.", host, error.message()))
      .at("HOST")
      .advise("Use 127.0.0.1, or 0.0.0.0 for all addresses.");
}

void listen_on(Tcp::acceptor& acceptor, const Tcp::endpoint& endpoint, const std::string& host) {
  beast::error_code error;
  acceptor.open(endpoint.protocol(), error);
  // Without it a restart would have to wait until old connections are forgotten.
  if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) refuse_to_listen(error, host, endpoint.port());
}

}  // namespace

asio::awaitable<void> Server::State::accept() {
  asio::steady_timer pause(acceptor.get_executor());
  while (!stopping) {
    bool full = false;
    {
      const std::lock_guard lock(mutex);
      full = sessions.size() >= static_cast<std::size_t>(limits.max_connections);
    }
    beast::error_code error;
    if (!full) {
      auto [failed, socket] = co_await acceptor.async_accept(asio::make_strand(io),
                                                             asio::as_tuple(asio::use_awaitable));
      error = failed;
      if (!error) start(std::move(socket));
    }
    // Too many connections, or no file handles left: the next ones wait in the kernel's queue.
    if (full || error) {
      pause.expires_after(std::chrono::milliseconds(50));
      co_await pause.async_wait(asio::as_tuple(asio::use_awaitable));
    }
  }
}

void Server::State::start(Tcp::socket socket) {
  const asio::any_io_executor strand = socket.get_executor();
  auto session = std::make_shared<Session>(beast::tcp_stream(std::move(socket)), pool, limits,
                                           dispatcher, stopping);
  asio::co_spawn(strand, serve(std::move(session)), asio::detached);
}

asio::awaitable<void> Server::State::serve(std::shared_ptr<Session> session) {
  const asio::any_io_executor strand = co_await asio::this_coro::executor;
  std::list<Open>::iterator place;
  {
    const std::lock_guard lock(mutex);
    place = sessions.insert(sessions.end(), {session, strand});
  }
  co_await session->run();
  const std::lock_guard lock(mutex);
  sessions.erase(place);
  if (sessions.empty()) all_closed.notify_all();
}

void Server::State::close_idle() {
  const std::lock_guard lock(mutex);
  for (const Open& open : sessions) {
    asio::post(open.strand, [session = open.session] { session->close_if_idle(); });
  }
}

void Server::State::stop() {
  stopping = true;
  asio::post(acceptor.get_executor(), [this] {
    beast::error_code ignored;
    acceptor.close(ignored);
  });
  if (on_stop) on_stop();
  close_idle();
  std::unique_lock lock(mutex);
  const bool done = all_closed.wait_for(lock, limits.stop_grace, [&] { return sessions.empty(); });
  if (!done) log::warning("{} requests were cut off by the stop", sessions.size());
}

Server::Server(const std::string& host, int port, const Limits& limits,
               const Dispatcher& dispatcher, std::function<void()> on_stop)
    : state_(std::make_unique<State>(limits, dispatcher, std::move(on_stop))) {
  listen_on(state_->acceptor, endpoint_of(state_->io, host, port), host);
}

Server::~Server() = default;

int Server::port() const {
  return state_->acceptor.local_endpoint().port();
}

void Server::run(std::stop_token stop) {
  State& state = *state_;
  asio::co_spawn(state.acceptor.get_executor(), state.accept(), asio::detached);
  auto work = asio::make_work_guard(state.io);
  std::vector<std::jthread> threads;
  for (int i = 0; i < state.limits.io_threads; ++i) {
    threads.emplace_back([&state] { state.io.run(); });
  }

  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  stopped.wait(lock, stop, [] { return false; });
  state.stop();
  work.reset();
  state.io.stop();
  threads.clear();
  state.pool.stop();
  state.pool.join();
}

void check_port(const std::string& host, int port) {
  asio::io_context io;
  Tcp::acceptor acceptor(io);
  listen_on(acceptor, endpoint_of(io, host, port), host);
}

}  // namespace musicgen::api::http
