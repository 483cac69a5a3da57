#include "api/testing/http_client.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include "api/http/asio.h"  // first
#include "base/text.h"

namespace musicgen::testing {
namespace asio = boost::asio;
namespace bhttp = boost::beast::http;
using Tcp = asio::ip::tcp;

std::string Answer::header(const std::string& name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? "" : found->second;
}

std::string Answer::code() const {
  return std::string(json().at("code").as_string());
}

std::string Answer::field() const {
  const Json document = json();
  const Json& field = document.at("field");
  return field.is_null() ? "" : std::string(field.as_string());
}

struct Connection::State {
  asio::io_context io;
  Tcp::socket socket{io};
  boost::beast::flat_buffer buffer;
};

Connection::Connection(int port) : state_(std::make_unique<State>()) {
  state_->socket.connect({asio::ip::address_v4::loopback(), static_cast<std::uint16_t>(port)});
  state_->socket.set_option(Tcp::no_delay(true));
}

Connection::~Connection() = default;

void Connection::send(std::string_view bytes) {
  boost::system::error_code error;  // a server may refuse before it has read everything
  asio::write(state_->socket, asio::buffer(bytes.data(), bytes.size()), error);
}

Answer Connection::receive(bool to_head) {
  bhttp::response_parser<bhttp::string_body> parser;
  parser.body_limit(boost::none);
  parser.skip(to_head);
  bhttp::read(state_->socket, state_->buffer, parser);
  Answer answer;
  answer.status = parser.get().result_int();
  for (const auto& field : parser.get()) {
    answer.headers[to_lower_ascii(std::string(field.name_string()))] = field.value();
  }
  answer.body = std::move(parser.get().body());
  return answer;
}

std::string Connection::read_until(std::string_view until) {
  std::string text(static_cast<const char*>(state_->buffer.data().data()), state_->buffer.size());
  state_->buffer.consume(state_->buffer.size());
  boost::system::error_code error;
  if (text.find(until) == std::string::npos) {
    asio::read_until(state_->socket, asio::dynamic_buffer(text), until, error);
  }
  return text;
}

bool Connection::is_closed_by_server() {
  boost::system::error_code error;
  char byte = 0;
  state_->socket.read_some(asio::buffer(&byte, 1), error);
  return error == asio::error::eof || error == asio::error::connection_reset;
}

void Connection::end_sending() {
  state_->socket.shutdown(Tcp::socket::shutdown_send);
}

std::string request_text(std::string_view method, std::string_view target, const Fields& fields,
                         std::string_view body) {
  std::string text = fmt::format("{} {} HTTP/1.1\r\n", method, target);
  bool has_host = false;
  for (const auto& [name, value] : fields) {
    has_host = has_host || to_lower_ascii(name) == "host";
    text += fmt::format("{}: {}\r\n", name, value);
  }
  if (!has_host) text += "Host: localhost\r\n";
  if (!body.empty()) text += fmt::format("Content-Length: {}\r\n", body.size());
  return text + "\r\n" + std::string(body);
}

Answer fetch(int port, std::string_view method, std::string_view target, const Fields& fields,
             std::string_view body) {
  Connection connection(port);
  connection.send(request_text(method, target, fields, body));
  return connection.receive(method == "HEAD");
}

Answer get(int port, std::string_view target, const Fields& fields) {
  return fetch(port, "GET", target, fields);
}

Answer post_json(int port, std::string_view target, std::string_view json, const Fields& fields) {
  Fields all = fields;
  all.emplace_back("Content-Type", "application/json");
  return fetch(port, "POST", target, all, json);
}

}  // namespace musicgen::testing
