// The server over real sockets: what it answers, and what clients can't do to it.

#include "api/http/server.h"

#include <fstream>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/http/file_response.h"
#include "api/testing/http_client.h"
#include "base/error.h"

namespace musicgen::api::http {
namespace {

using musicgen::testing::Answer;
using musicgen::testing::Connection;
using musicgen::testing::fetch;
using musicgen::testing::Fields;
using musicgen::testing::get;
using musicgen::testing::post_json;
using musicgen::testing::request_text;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr std::uint64_t kMaxFile = 1 << 20;

// Sends what it is given and ends with "end".
class FakeEvents final : public EventStream {
 public:
  std::optional<std::string> next() override {
    const std::lock_guard lock(mutex_);
    if (texts_.empty()) return "";
    std::string text = texts_.front();
    texts_.erase(texts_.begin());
    if (text == "end") return std::nullopt;
    return text;
  }
  void on_news(std::function<void()> wake) override {
    const std::lock_guard lock(mutex_);
    wake_ = std::move(wake);
    if (wake_) wake_();
  }
  void send(std::string text) {
    const std::lock_guard lock(mutex_);
    texts_.push_back(std::move(text));
    if (wake_) wake_();
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> texts_;
  std::function<void()> wake_;
};

class ServerTest : public ::testing::Test {
 protected:
  ServerTest() {
    limits_.header = Seconds(0.3);
    limits_.idle = Seconds(5);
    limits_.body_grace = Seconds(0.3);
    limits_.stop_grace = Seconds(5);
    limits_.event_comment = Seconds(0.1);
    add_routes();
  }

  ~ServerTest() override {
    if (server_) stop();
  }

  void start() {
    security_ = std::make_unique<Security>(
        SecurityOptions{.host = "127.0.0.1", .cors_origins = {"http://page.example"}});
    dispatcher_ = std::make_unique<Dispatcher>(router_, *security_, folder_.path(),
                                               std::function<void(const Report&)>());
    server_ = std::make_unique<Server>("127.0.0.1", 0, limits_, *dispatcher_,
                                       [this] { events_->send("end"); });
    port_ = server_->port();
    thread_ = std::jthread([this](std::stop_token stop) { server_->run(stop); });
  }

  void stop() {
    thread_.request_stop();
    thread_.join();
    server_.reset();
  }

  void add_routes() {
    router_.add({.path = "/hello", .handler = [](const Request&) {
                   return text_response(200, "text/plain", "hello");
                 }});
    router_.add({.method = Method::post,
                 .path = "/echo",
                 .handler =
                     [](const Request& request) {
                       return text_response(200, "application/json", request.body);
                     },
                 .body = BodyUse::json,
                 .max_body = 1000,
                 .gives = "application/json"});
    router_.add({.method = Method::post,
                 .path = "/file",
                 .handler =
                     [](const Request& request) {
                       const Upload& file = *request.upload;
                       return text_response(
                           201, "text/plain",
                           fmt::format("{}|{}|{}|{}", file.file_name, file.content_type, file.bytes,
                                       std::filesystem::file_size(file.file)));
                     },
                 .body = BodyUse::file,
                 .max_body = kMaxFile,
                 .takes = {"audio/"}});
    router_.add({.path = "/song", .handler = [this](const Request& request) {
                   return file_response(request, folder_.path() / "song.mp3");
                 }});
    router_.add({.path = "/events",
                 .handler =
                     [this](const Request&) {
                       Response response = text_response(200, "text/event-stream", "");
                       response.body = std::shared_ptr<EventStream>(events_);
                       return response;
                     },
                 .guards_origin = true});
    router_.add({.path = "/broken", .handler = [](const Request&) -> Response {
                   throw std::runtime_error("/secret/path: it broke");
                 }});
    router_.add({.path = "/wait", .handler = [this](const Request&) {
                   entered_.store(true);
                   entered_.notify_all();
                   leave_.wait(false);
                   return text_response(200, "text/plain", "done");
                 }});
  }

  void write_song(std::string_view bytes) {
    std::ofstream(folder_.path() / "song.mp3", std::ios::binary) << bytes;
  }

  ScratchFolder folder_{std::filesystem::temp_directory_path() / "musicgen-http-test"};
  Limits limits_;
  Router router_;
  std::shared_ptr<FakeEvents> events_ = std::make_shared<FakeEvents>();
  std::atomic<bool> entered_ = false;
  std::atomic<bool> leave_ = false;
  std::unique_ptr<Security> security_;
  std::unique_ptr<Dispatcher> dispatcher_;
  std::unique_ptr<Server> server_;
  int port_ = 0;
  std::jthread thread_;
};

TEST_F(ServerTest, AnswersOnAKeptConnection) {
  start();
  Connection connection(port_);
  for (int i = 0; i < 3; ++i) {
    connection.send(request_text("GET", "/hello"));
    const Answer answer = connection.receive();
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "hello");
  }
}

TEST_F(ServerTest, AnswersPipelinedRequestsInTheirOrder) {
  start();
  Connection connection(port_);
  const Fields json{{"Content-Type", "application/json"}};
  connection.send(request_text("POST", "/echo", json, "1") + request_text("GET", "/hello") +
                  request_text("HEAD", "/hello") + request_text("POST", "/echo", json, "2"));
  EXPECT_EQ(connection.receive().body, "1");
  EXPECT_EQ(connection.receive().body, "hello");
  EXPECT_EQ(connection.receive(true).header("content-length"), "5");
  EXPECT_EQ(connection.receive().body, "2");
}

TEST_F(ServerTest, ClosesWhereTheClientAsks) {
  start();
  Connection connection(port_);
  connection.send(request_text("GET", "/hello", {{"Connection", "close"}}));
  EXPECT_EQ(connection.receive().header("connection"), "close");
  EXPECT_TRUE(connection.is_closed_by_server());
}

TEST_F(ServerTest, SendsSafetyHeadersWithEveryAnswer) {
  start();
  for (const char* target : {"/hello", "/nothing"}) {
    const Answer answer = get(port_, target);
    EXPECT_EQ(answer.header("x-content-type-options"), "nosniff");
    EXPECT_THAT(answer.header("content-security-policy"), HasSubstr("frame-ancestors 'none'"));
    EXPECT_EQ(answer.header("referrer-policy"), "no-referrer");
    EXPECT_FALSE(answer.header("x-request-id").empty());
  }
}

TEST_F(ServerTest, KeepsTheClientsRequestIdWhereItIsHarmless) {
  start();
  EXPECT_EQ(get(port_, "/hello", {{"X-Request-Id", "my-1.2_3"}}).header("x-request-id"),
            "my-1.2_3");
  EXPECT_NE(get(port_, "/hello", {{"X-Request-Id", "<script>"}}).header("x-request-id"),
            "<script>");
}

TEST_F(ServerTest, TellsErrorsAsProblemDocuments) {
  start();
  const Answer answer = get(port_, "/nothing", {{"X-Request-Id", "r1"}});
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(answer.header("content-type"), "application/problem+json");
  EXPECT_EQ(answer.code(), "not_found");
  EXPECT_EQ(answer.json().at("status"), Json(404));
  EXPECT_EQ(answer.json().at("request_id"), Json("r1"));
}

TEST_F(ServerTest, HidesWhatBrokeInside) {
  start();
  const Answer answer = get(port_, "/broken");
  EXPECT_EQ(answer.status, 500);
  EXPECT_EQ(answer.code(), "internal_error");
  EXPECT_THAT(answer.body, Not(HasSubstr("secret")));
}

TEST_F(ServerTest, NamesTheMethodsThatAnAddressTakes) {
  start();
  const Answer refused = fetch(port_, "DELETE", "/hello");
  EXPECT_EQ(refused.status, 405);
  EXPECT_EQ(refused.code(), "method_not_allowed");
  EXPECT_EQ(refused.header("allow"), "GET, HEAD, OPTIONS");
  const Answer options = fetch(port_, "OPTIONS", "/echo");
  EXPECT_EQ(options.status, 204);
  EXPECT_EQ(options.header("allow"), "POST, OPTIONS");
  EXPECT_EQ(fetch(port_, "BREW", "/hello").status, 405);
}

TEST_F(ServerTest, AnswersPreflightOfConfiguredOriginsOnly) {
  start();
  const Fields allowed{{"Origin", "http://page.example"},
                       {"Access-Control-Request-Method", "POST"}};
  const Answer answer = fetch(port_, "OPTIONS", "/echo", allowed);
  EXPECT_EQ(answer.status, 204);
  EXPECT_EQ(answer.header("access-control-allow-origin"), "http://page.example");
  EXPECT_EQ(answer.header("access-control-allow-methods"), "POST, OPTIONS");
  const Answer refused =
      fetch(port_, "OPTIONS", "/echo",
            {{"Origin", "http://evil.example"}, {"Access-Control-Request-Method", "POST"}});
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(refused.header("access-control-allow-origin"), "");
}

TEST_F(ServerTest, LetsConfiguredOriginsReadAnswersAndErrors) {
  start();
  const Fields fields{{"Origin", "http://page.example"}};
  EXPECT_EQ(get(port_, "/hello", fields).header("access-control-allow-origin"),
            "http://page.example");
  EXPECT_EQ(get(port_, "/nothing", fields).header("access-control-allow-origin"),
            "http://page.example");
  EXPECT_EQ(get(port_, "/hello", {{"Origin", "http://evil.example"}})
                .header("access-control-allow-origin"),
            "");
}

TEST_F(ServerTest, RefusesForeignHostsAndOrigins) {
  start();
  EXPECT_EQ(get(port_, "/hello", {{"Host", "evil.example"}}).code(), "forbidden_host");
  EXPECT_EQ(get(port_, "/nothing", {{"Host", "evil.example"}}).code(), "forbidden_host");
  EXPECT_EQ(post_json(port_, "/echo", "1", {{"Origin", "http://evil.example"}}).code(),
            "forbidden_origin");
  EXPECT_EQ(get(port_, "/events", {{"Origin", "http://evil.example"}}).code(), "forbidden_origin");
}

TEST_F(ServerTest, TakesOnlyJsonWhereItWantsJson) {
  start();
  for (const char* type : {"text/plain", "application/x-www-form-urlencoded", "",
                           "application/json; charset=latin1", "application/jsonx"}) {
    const Answer answer = fetch(port_, "POST", "/echo", {{"Content-Type", type}}, "1");
    EXPECT_EQ(answer.status, 415) << type;
    EXPECT_EQ(answer.code(), "unsupported_media_type") << type;
  }
  EXPECT_EQ(fetch(port_, "POST", "/echo", {{"Content-Type", "Application/JSON;charset=UTF-8"}}, "1")
                .status,
            200);
  EXPECT_EQ(post_json(port_, "/echo", "1", {{"Content-Encoding", "gzip"}}).status, 415);
}

TEST_F(ServerTest, SaysWhenNoAnswerCanBeAccepted) {
  start();
  for (const char* accept : {"text/html", "application/json;q=0", "image/*, text/*"}) {
    EXPECT_EQ(post_json(port_, "/echo", "1", {{"Accept", accept}}).code(), "not_acceptable")
        << accept;
  }
  for (const char* accept : {"*/*", "text/html, application/*;q=0.1", "application/json"}) {
    EXPECT_EQ(post_json(port_, "/echo", "1", {{"Accept", accept}}).status, 200) << accept;
  }
}

TEST_F(ServerTest, RefusesAnnouncedLongBodiesBeforeTheyCome) {
  start();
  Connection connection(port_);
  connection.send(
      "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
      "Content-Length: 1001\r\n\r\n");
  const Answer answer = connection.receive();
  EXPECT_EQ(answer.status, 413);
  EXPECT_EQ(answer.code(), "payload_too_large");
  EXPECT_EQ(answer.header("connection"), "close");
}

TEST_F(ServerTest, RefusesLongBodiesWhileTheyCome) {
  start();
  Connection connection(port_);
  connection.send(
      "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
      "Transfer-Encoding: chunked\r\n\r\n");
  for (int i = 0; i < 20; ++i) connection.send("64\r\n" + std::string(100, '1') + "\r\n");
  EXPECT_EQ(connection.receive().status, 413);
}

TEST_F(ServerTest, ReadsChunkedBodies) {
  start();
  Connection connection(port_);
  connection.send(
      "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
      "Transfer-Encoding: chunked\r\n\r\n3\r\n[1,\r\n2\r\n2]\r\n0\r\n\r\n" +
      request_text("GET", "/hello"));
  EXPECT_EQ(connection.receive().body, "[1,2]");
  EXPECT_EQ(connection.receive().body, "hello");
}

TEST_F(ServerTest, RefusesRequestsThatOthersMightReadDifferently) {
  start();
  for (const char* fields :
       {"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
        "Content-Length: 3\r\nContent-Length: 4\r\n", "Transfer-Encoding: gzip\r\n",
        "Content-Length: -1\r\n", "Content-Length: 3x\r\n", "Host: evil.example\r\n",
        "Bad Header: x\r\n"}) {
    Connection connection(port_);
    connection.send(fmt::format("POST /echo HTTP/1.1\r\nHost: localhost\r\n{}\r\nabc", fields));
    EXPECT_EQ(connection.receive().status, 400) << fields;
    EXPECT_TRUE(connection.is_closed_by_server()) << fields;
  }
}

TEST_F(ServerTest, AnswersWhatIsNoHttp) {
  start();
  for (const char* text :
       {"hello\r\n\r\n", "GET /hello HTTP/9.9\r\n\r\n", "GET /hello\r\nHost: localhost\r\n\r\n",
        "GET /hel lo HTTP/1.1\r\nHost: localhost\r\n\r\n", "GET /hello HTTP/1.1\r\n\r\n"}) {
    Connection connection(port_);
    connection.send(text);
    EXPECT_EQ(connection.receive().code(), "invalid_parameter") << text;
  }
}

TEST_F(ServerTest, RefusesBrokenChunks) {
  start();
  Connection connection(port_);
  connection.send(
      "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
      "Transfer-Encoding: chunked\r\n\r\nnot a size\r\n");
  EXPECT_EQ(connection.receive().status, 400);
}

TEST_F(ServerTest, RefusesHugeHeaders) {
  start();
  for (const Fields& fields :
       {Fields{{"X-Long", std::string(100000, 'x')}}, Fields(5000, {"X-Many", "x"})}) {
    Connection connection(port_);
    connection.send(request_text("GET", "/hello", fields));
    const Answer answer = connection.receive();
    EXPECT_EQ(answer.status, 413);
    EXPECT_TRUE(connection.is_closed_by_server());
  }
}

TEST_F(ServerTest, LeavesClientsThatSendTheirHeaderTooSlowly) {
  start();
  Connection connection(port_);
  connection.send("GET /hello HTTP/1.1\r\nHost: local");
  EXPECT_TRUE(connection.is_closed_by_server());
}

TEST_F(ServerTest, LeavesClientsThatSendTheirBodyTooSlowly) {
  start();
  Connection connection(port_);
  connection.send(
      "POST /file HTTP/1.1\r\nHost: localhost\r\nContent-Type: audio/mpeg\r\n"
      "Content-Length: 1000\r\n\r\nabc");
  EXPECT_TRUE(connection.is_closed_by_server());
}

TEST_F(ServerTest, ServesOthersWhileSlowClientsHang) {
  limits_.header = Seconds(60);
  start();
  std::vector<std::unique_ptr<Connection>> slow;
  for (int i = 0; i < 50; ++i) {
    slow.push_back(std::make_unique<Connection>(port_));
    slow.back()->send("GET /hello HTTP/1.1\r\nX: ");
  }
  EXPECT_EQ(get(port_, "/hello").body, "hello");
}

TEST_F(ServerTest, LetsFurtherClientsWaitWhenFull) {
  limits_.max_connections = 2;
  start();
  auto first = std::make_unique<Connection>(port_);
  Connection second(port_);
  first->send(request_text("GET", "/hello"));
  second.send(request_text("GET", "/hello"));
  first->receive();
  second.receive();
  Connection third(port_);
  third.send(request_text("GET", "/hello"));
  first.reset();
  EXPECT_EQ(third.receive().body, "hello");
}

TEST_F(ServerTest, TakesARawFile) {
  start();
  const std::string sound(300000, 's');
  const Answer answer = fetch(port_, "POST", "/file", {{"Content-Type", "audio/mpeg"}}, sound);
  EXPECT_EQ(answer.status, 201);
  EXPECT_EQ(answer.body, "|audio/mpeg|300000|300000");
}

TEST_F(ServerTest, TakesAFileFromAForm) {
  start();
  const std::string body =
      "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"C:\\x\\my song.mp3\"\r\n"
      "Content-Type: audio/mpeg\r\n\r\n" +
      std::string(200000, 's') + "\r\n--b--\r\n";
  const Answer answer =
      fetch(port_, "POST", "/file", {{"Content-Type", "multipart/form-data; boundary=b"}}, body);
  EXPECT_EQ(answer.body, "my song.mp3|audio/mpeg|200000|200000");
}

TEST_F(ServerTest, RemovesUploadsAfterTheAnswer) {
  start();
  fetch(port_, "POST", "/file", {{"Content-Type", "audio/mpeg"}}, "abc");
  fetch(port_, "POST", "/file", {{"Content-Type", "multipart/form-data; boundary=b"}}, "broken");
  stop();
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

TEST_F(ServerTest, RefusesFilesThatItCantUse) {
  start();
  const auto status = [&](const char* type, std::string_view body) {
    return fetch(port_, "POST", "/file", {{"Content-Type", type}}, body).status;
  };
  EXPECT_EQ(status("text/html", "<html>"), 415);
  EXPECT_EQ(status("application/json", "{}"), 415);
  EXPECT_EQ(status("audio/mpeg", ""), 400);
  EXPECT_EQ(status("multipart/form-data", "x"), 400);
  EXPECT_EQ(status("multipart/form-data; boundary=b", "--b--\r\n"), 400);
  EXPECT_EQ(status("multipart/form-data; boundary=b",
                   "--b\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\nx\r\n--b--"),
            400);
  EXPECT_EQ(status("multipart/form-data; boundary=b",
                   "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n"
                   "Content-Type: text/html\r\n\r\nx\r\n--b--"),
            415);
}

TEST_F(ServerTest, StopsLongUploadsWhileTheyCome) {
  start();
  Connection connection(port_);
  connection.send(
      "POST /file HTTP/1.1\r\nHost: localhost\r\nContent-Type: audio/mpeg\r\n"
      "Transfer-Encoding: chunked\r\n\r\n");
  const std::string chunk = "10000\r\n" + std::string(0x10000, 's') + "\r\n";
  for (std::uint64_t sent = 0; sent <= kMaxFile; sent += 0x10000) connection.send(chunk);
  EXPECT_EQ(connection.receive().status, 413);
}

TEST_F(ServerTest, RefusesLongUploadsBeforeTheyCome) {
  start();
  Connection connection(port_);
  connection.send(
      "POST /file HTTP/1.1\r\nHost: localhost\r\nContent-Type: audio/mpeg\r\n"
      "Expect: 100-continue\r\nContent-Length: 99999999\r\n\r\n");
  EXPECT_EQ(connection.receive().status, 413);
}

TEST_F(ServerTest, InvitesBodiesThatWaitForIt) {
  start();
  Connection connection(port_);
  connection.send(
      "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
      "Expect: 100-continue\r\nContent-Length: 1\r\n\r\n");
  EXPECT_THAT(connection.read_until("\r\n\r\n"), StartsWith("HTTP/1.1 100 "));
  connection.send("7");
  EXPECT_EQ(connection.receive().body, "7");
}

TEST_F(ServerTest, ServesFilesInRanges) {
  write_song("0123456789");
  start();
  const Answer part = get(port_, "/song", {{"Range", "bytes=2-4"}});
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.body, "234");
  EXPECT_EQ(part.header("content-range"), "bytes 2-4/10");
  EXPECT_EQ(part.header("content-type"), "audio/mpeg");
  EXPECT_EQ(get(port_, "/song", {{"Range", "bytes=-3"}}).body, "789");
  const Answer beyond = get(port_, "/song", {{"Range", "bytes=10-"}});
  EXPECT_EQ(beyond.status, 416);
  EXPECT_EQ(beyond.header("content-range"), "bytes */10");
}

TEST_F(ServerTest, SendsTheWholeFileForAnOldRange) {
  write_song("0123456789");
  start();
  const std::string etag = get(port_, "/song").header("etag");
  EXPECT_EQ(get(port_, "/song", {{"Range", "bytes=0-1"}, {"If-Range", etag}}).status, 206);
  const Answer old = get(port_, "/song", {{"Range", "bytes=0-1"}, {"If-Range", "\"other\""}});
  EXPECT_EQ(old.status, 200);
  EXPECT_EQ(old.body, "0123456789");
  EXPECT_EQ(get(port_, "/song", {{"Range", "bytes=0-1"}, {"If-Range", "W/" + etag}}).status, 200);
}

TEST_F(ServerTest, SaysThatAFileIsStillTheSame) {
  write_song("0123456789");
  start();
  const Answer first = get(port_, "/song");
  const std::string etag = first.header("etag");
  const Answer same = get(port_, "/song", {{"If-None-Match", "\"x\", W/" + etag}});
  EXPECT_EQ(same.status, 304);
  EXPECT_EQ(same.body, "");
  EXPECT_EQ(same.header("etag"), etag);
  EXPECT_EQ(get(port_, "/song", {{"If-Modified-Since", first.header("last-modified")}}).status,
            304);
  EXPECT_EQ(get(port_, "/song",
                {{"If-None-Match", "\"x\""}, {"If-Modified-Since", first.header("last-modified")}})
                .status,
            200);
  EXPECT_EQ(get(port_, "/song", {{"If-Match", "\"x\""}}).status, 412);
}

TEST_F(ServerTest, AnswersHeadWithoutABody) {
  write_song("0123456789");
  start();
  Connection connection(port_);
  connection.send(request_text("HEAD", "/song") + request_text("GET", "/hello"));
  const Answer head = connection.receive(true);
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.header("content-length"), "10");
  EXPECT_EQ(connection.receive().body, "hello");
}

TEST_F(ServerTest, StreamsFilesOfAnySize) {
  std::string song;
  for (int i = 0; i < 300000; ++i) song += fmt::format("{:07}", i);
  write_song(song);
  start();
  EXPECT_EQ(get(port_, "/song").body, song);
}

TEST_F(ServerTest, SendsEventsAsTheyHappen) {
  start();
  events_->send(event_text("job", "1-0", "{}"));
  Connection connection(port_);
  connection.send(request_text("GET", "/events"));
  EXPECT_THAT(connection.read_until("data: {}\n\n"), HasSubstr("event: job\nid: 1-0\n"));
  events_->send(event_text("job", "2-0", "[]"));
  EXPECT_THAT(connection.read_until("data: []\n\n"), HasSubstr("id: 2-0\n"));
}

TEST_F(ServerTest, KeepsQuietEventStreamsAlive) {
  start();
  Connection connection(port_);
  connection.send(request_text("GET", "/events"));
  EXPECT_THAT(connection.read_until(": still here\n\n"), HasSubstr("text/event-stream"));
  EXPECT_THAT(connection.read_until(": still here\n\n"), HasSubstr(": still here"));
}

TEST_F(ServerTest, EndsEventStreamsThatAreOver) {
  start();
  events_->send("end");
  Connection connection(port_);
  connection.send(request_text("GET", "/events"));
  connection.read_until("\r\n\r\n");
  EXPECT_TRUE(connection.is_closed_by_server());
}

TEST_F(ServerTest, FinishesRequestsBeforeItStops) {
  start();
  Connection busy(port_);
  busy.send(request_text("GET", "/wait"));
  entered_.wait(false);
  Connection idle(port_);
  idle.send(request_text("GET", "/hello"));
  idle.receive();
  Connection listener(port_);
  listener.send(request_text("GET", "/events"));
  listener.read_until("\r\n\r\n");

  thread_.request_stop();
  EXPECT_TRUE(idle.is_closed_by_server());
  leave_.store(true);
  leave_.notify_all();
  const Answer answer = busy.receive();
  EXPECT_EQ(answer.body, "done");
  EXPECT_EQ(answer.header("connection"), "close");
  thread_.join();
  server_.reset();
}

TEST_F(ServerTest, CutsOffWhatDoesNotEndWhenItStops) {
  limits_.stop_grace = Seconds(0.1);
  limits_.header = Seconds(60);
  start();
  Connection slow(port_);
  slow.send("GET /hello HTTP/1.1\r\nX: ");
  EXPECT_EQ(get(port_, "/hello").status, 200);
  stop();
  EXPECT_TRUE(slow.is_closed_by_server());
}

TEST_F(ServerTest, SaysWhatToDoWhereThePortIsInUse) {
  start();
  try {
    Server second("127.0.0.1", port_, limits_, *dispatcher_, [] {});
    FAIL() << "it listens on a port that is in use";
  } catch (const PortInUse& error) {
    EXPECT_THAT(error.detail(), HasSubstr(std::to_string(port_)));
    EXPECT_THAT(error.hint(), HasSubstr("--port"));
  }
}

TEST_F(ServerTest, RefusesHostsThatAreNotItsOwn) {
  start();
  EXPECT_THROW(Server("192.0.2.1", 0, limits_, *dispatcher_, [] {}), InvalidParameter);
  EXPECT_THROW(Server("no such host", 0, limits_, *dispatcher_, [] {}), InvalidParameter);
}

}  // namespace
}  // namespace musicgen::api::http
