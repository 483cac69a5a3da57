#include "api/http/session.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include "base/error.h"
#include "base/log.h"

namespace musicgen::api::http {
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace bhttp = boost::beast::http;
namespace {

constexpr auto kNoThrow = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kBlock = 64 << 10;

std::chrono::steady_clock::duration ticks(Seconds time) {
  return std::chrono::duration_cast<std::chrono::steady_clock::duration>(time);
}

// Runs blocking work on the pool; the coroutine goes on where it was.
template <class Work>
asio::awaitable<std::invoke_result_t<Work>> on_pool(asio::thread_pool& pool, Work work) {
  auto task = [](Work moved) -> asio::awaitable<std::invoke_result_t<Work>> {
    co_return moved();
  }(std::move(work));
  co_return co_await asio::co_spawn(pool, std::move(task), asio::use_awaitable);
}

// Whether the client sent something that is no HTTP, as opposed to leaving.
bool is_protocol_error(const beast::error_code& error) {
  return error.category() == bhttp::make_error_code(bhttp::error::bad_method).category() &&
         error != bhttp::error::end_of_stream && error != bhttp::error::partial_message &&
         error != bhttp::error::need_buffer;
}

Error failure_of(const beast::error_code& error) {
  if (error == bhttp::error::header_limit || error == bhttp::error::buffer_overflow) {
    return PayloadTooLarge("The header of the request is too large.");
  }
  return InvalidParameter("This is not a valid HTTP request.");
}

std::uint64_t size_of(const Response& response) {
  const auto* text = std::get_if<std::string>(&response.body);
  return text != nullptr ? text->size() : std::get<FilePart>(response.body).size;
}

template <class Message>
void fill(Message& message, const Response& response, bool keep_alive) {
  message.result(static_cast<unsigned>(response.status));
  message.version(11);
  message.set(bhttp::field::server, "musicgen");
  for (const auto& [name, value] : response.headers) message.insert(name, value);
  message.keep_alive(keep_alive);
}

// Wakes a coroutine from other threads, through its strand; it sleeps on the timer.
struct Bell {
  explicit Bell(const asio::any_io_executor& strand) : timer(strand) {}

  void ring() {
    rang = true;
    timer.cancel();
  }

  asio::steady_timer timer;
  bool rang = false;
};

bool has_no_body(int status) {
  return status == 204 || status == 304;
}

}  // namespace

Session::Session(beast::tcp_stream stream, asio::thread_pool& pool, const Limits& limits,
                 const Dispatcher& dispatcher, const std::atomic<bool>& stopping)
    : stream_(std::move(stream)),
      pool_(pool),
      limits_(limits),
      dispatcher_(dispatcher),
      stopping_(stopping),
      buffer_(limits.header_bytes + kBlock) {
  beast::error_code error;
  stream_.socket().set_option(asio::ip::tcp::no_delay(true), error);
  const auto remote = stream_.socket().remote_endpoint(error);
  if (!error) client_ = remote.address().to_string();
  const auto local = stream_.socket().local_endpoint(error);
  if (!error) local_address_ = local.address().to_string();
}

asio::awaitable<void> Session::run() {
  try {
    bool open = true;
    while (open) open = co_await serve_one();
  } catch (const std::exception& error) {
    log::debug("a connection broke: {}", error.what());
  }
  beast::error_code ignored;
  stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
  stream_.close();
}

void Session::close_if_idle() {
  if (idle_) stream_.close();
}

asio::awaitable<bool> Session::serve_one() {
  Parser parser;
  parser.header_limit(limits_.header_bytes);
  parser.body_limit(boost::none);  // the body's sink counts
  const bool has_head = co_await read_head(parser);
  if (!has_head) co_return false;

  const auto start = std::chrono::steady_clock::now();
  Plan plan = dispatcher_.plan(head_of(parser));
  if (!plan.answer) co_await read_body(parser, plan);
  if (!plan.answer) {
    plan.answer = co_await on_pool(pool_, [&] { return dispatcher_.answer(plan); });
  }
  Response& response = *plan.answer;
  dispatcher_.finish(plan, std::chrono::steady_clock::now() - start, response);

  const bool whole = parser.is_done();
  const bool keep_alive = parser.get().keep_alive() && whole && !stopping_;
  const bool written = co_await write(plan, response, keep_alive);
  if (written && !whole) co_await linger();
  co_return written&& keep_alive;
}

// False where the connection is over; a header that can't be read is answered here.
asio::awaitable<bool> Session::read_head(Parser& parser) {
  if (buffer_.size() == 0) {
    if (stopping_) co_return false;
    idle_ = true;
    stream_.expires_after(ticks(limits_.idle));
    const auto [error, size] =
        co_await stream_.async_read_some(buffer_.prepare(limits_.header_bytes), kNoThrow);
    idle_ = false;
    if (error) co_return false;
    buffer_.commit(size);
  }
  stream_.expires_after(ticks(limits_.header));
  const auto [error, size] = co_await bhttp::async_read_header(stream_, buffer_, parser, kNoThrow);
  if (!error) co_return true;
  if (is_protocol_error(error)) {
    Plan plan = dispatcher_.refuse_unreadable(failure_of(error));
    dispatcher_.finish(plan, Seconds(0), *plan.answer);
    const bool written = co_await write(plan, *plan.answer, false);
    if (written) co_await linger();
  }
  co_return false;
}

RequestHead Session::head_of(const Parser& parser) const {
  const auto& message = parser.get();
  RequestHead head;
  head.method = message.method_string();
  head.target = message.target();
  for (const auto& field : message) {
    head.headers.add(std::string(field.name_string()), std::string(field.value()));
  }
  head.client = client_;
  head.local_address = local_address_;
  return head;
}

// Puts the body into the plan's request; where that fails, the error's answer into the plan.
asio::awaitable<void> Session::read_body(Parser& parser, Plan& plan) {
  try {
    auto sink = co_await on_pool(pool_, [&] { return dispatcher_.open_body(plan); });
    if (!parser.is_done()) {
      if (bhttp::token_list(parser.get()[bhttp::field::expect]).exists("100-continue")) {
        co_await write_text("HTTP/1.1 100 Continue\r\n\r\n");
      }
      co_await receive(parser, *sink);
    }
    co_await on_pool(pool_, [&] {
      sink->finish(plan.request);
      return true;
    });
  } catch (const boost::system::system_error&) {
    throw;  // the connection broke: nobody is left to answer
  } catch (const std::exception& error) {
    plan.answer = dispatcher_.refusal(error, plan.request);
  }
}

asio::awaitable<void> Session::receive(Parser& parser, BodySink& sink) {
  const auto start = std::chrono::steady_clock::now();
  std::uint64_t received = 0;
  std::vector<char> block(kBlock);
  while (!parser.is_done()) {
    stream_.expires_at(start + ticks(limits_.body_grace + Seconds(static_cast<double>(received) /
                                                                  limits_.body_bytes_per_second)));
    auto& body = parser.get().body();
    body.data = block.data();
    body.size = block.size();
    body.more = true;
    const auto [error, size] = co_await bhttp::async_read_some(stream_, buffer_, parser, kNoThrow);
    if (is_protocol_error(error)) throw failure_of(error);
    if (error && error != bhttp::error::need_buffer) throw boost::system::system_error(error);
    const std::string_view bytes(block.data(), block.size() - body.size);
    received += bytes.size();
    if (bytes.empty()) continue;
    co_await on_pool(pool_, [&] {
      sink.write(bytes);
      return true;
    });
  }
}

// Whether everything could be sent.
asio::awaitable<bool> Session::write(const Plan& plan, Response& response, bool keep_alive) {
  const bool head_only = plan.request.method == Method::head || has_no_body(response.status);
  stream_.expires_after(ticks(limits_.write));
  if (auto* text = std::get_if<std::string>(&response.body); text != nullptr && !head_only) {
    bhttp::response<bhttp::string_body> message;
    fill(message, response, keep_alive);
    message.body() = std::move(*text);
    message.prepare_payload();
    const auto [error, size] = co_await bhttp::async_write(stream_, message, kNoThrow);
    co_return !error;
  }
  auto* events = std::get_if<std::shared_ptr<EventStream>>(&response.body);
  bhttp::response<bhttp::empty_body> message;
  fill(message, response, keep_alive && events == nullptr);
  if (events == nullptr && !has_no_body(response.status)) message.content_length(size_of(response));
  const auto [error, size] = co_await bhttp::async_write(stream_, message, kNoThrow);
  if (error || head_only) co_return !error;
  if (events != nullptr) {
    co_await write_events(*events);
    co_return false;
  }
  const bool sent = co_await write_file(std::get<FilePart>(response.body));
  co_return sent;
}

asio::awaitable<bool> Session::write_file(const FilePart& part) {
  std::vector<char> block(std::min<std::uint64_t>(kBlock, part.size));
  for (std::uint64_t sent = 0; sent < part.size;) {
    const auto wanted = std::min<std::uint64_t>(block.size(), part.size - sent);
    const std::size_t read = co_await on_pool(pool_, [&] {
      return part.file->read_at(part.offset + sent, std::span(block).first(wanted));
    });
    if (read == 0) co_return false;  // the file shrank: only closing tells the client
    const bool written = co_await write_text({block.data(), read});
    if (!written) co_return false;
    sent += read;
  }
  co_return true;
}

asio::awaitable<void> Session::write_events(std::shared_ptr<EventStream> events) {
  const auto bell = std::make_shared<Bell>(stream_.get_executor());
  events->on_news([bell] { asio::post(bell->timer.get_executor(), [bell] { bell->ring(); }); });
  auto comment_at = std::chrono::steady_clock::now();
  bool open = true;
  while (open) {
    bell->rang = false;
    std::optional<std::string> text = co_await on_pool(pool_, [&] { return events->next(); });
    if (!text) break;
    const auto now = std::chrono::steady_clock::now();
    if (text->empty() && now >= comment_at) *text = ": still here\n\n";
    if (!text->empty()) {
      comment_at = now + ticks(limits_.event_comment);
      open = co_await write_text(*text);
    }
    if (open && !bell->rang) {
      bell->timer.expires_at(comment_at);
      co_await bell->timer.async_wait(kNoThrow);
    }
  }
  events->on_news({});
}

asio::awaitable<bool> Session::write_text(std::string_view text) {
  stream_.expires_after(ticks(limits_.write));
  const auto [error, size] =
      co_await asio::async_write(stream_, asio::buffer(text.data(), text.size()), kNoThrow);
  co_return !error;
}

// Reads on for a moment: closing with unread bytes resets the connection, and the client would lose
// the answer that says why it was refused.
asio::awaitable<void> Session::linger() {
  beast::error_code error;
  stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, error);
  stream_.expires_after(std::chrono::seconds(2));
  std::vector<char> block(kBlock);
  while (!error) {
    const auto [failed, size] = co_await stream_.async_read_some(asio::buffer(block), kNoThrow);
    error = failed;
  }
}

}  // namespace musicgen::api::http
