#include "api/http/security.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace musicgen::api::http {
namespace {

const Route kOpen{.path = "/health", .access = Access::everyone};
const Route kClosed{.path = "/api/jobs"};
const Route kEvents{.path = "/api/events", .guards_origin = true};

Request request(Method method, std::initializer_list<std::pair<std::string, std::string>> fields) {
  Request made;
  made.method = method;
  made.headers.set("Host", "localhost:8000");
  for (const auto& [name, value] : fields) made.headers.set(name, value);
  return made;
}

// The code of the refusal; "" where the request passes.
std::string refusal(const Security& security, const Request& made, const Route& route = kClosed,
                    std::string_view local_address = "127.0.0.1") {
  try {
    security.check(made, &route, local_address);
    return "";
  } catch (const Error& error) {
    return std::string(name_of(error.code()));
  }
}

TEST(Security, KnowsItsOwnNames) {
  const Security security({.host = "0.0.0.0", .cors_origins = {"https://studio.example:8443"}});
  for (const char* host : {"localhost", "LOCALHOST:8000", "127.0.0.1:1", "[::1]", "[::1]:8000",
                           "studio.example", "192.168.1.5:8000"}) {
    EXPECT_EQ(refusal(security, request(Method::get, {{"Host", host}}), kOpen, "192.168.1.5"), "")
        << host;
  }
}

TEST(Security, RefusesForeignNamesAgainstRebinding) {
  const Security security({.host = "0.0.0.0"});
  for (const char* host : {"evil.example", "evil.example:8000", "localhost.evil.example",
                           "evil-localhost", "127.0.0.1.evil.example", "0.0.0.0", "[::]",
                           "192.168.1.6", "", ":8000", "[::1", "localhost:8000:evil"}) {
    EXPECT_EQ(refusal(security, request(Method::get, {{"Host", host}}), kOpen), "forbidden_host")
        << host;
  }
}

TEST(Security, RefusesForeignPagesThatChangeThings) {
  const Security security({.host = "127.0.0.1", .cors_origins = {"http://localhost:3000"}});
  for (const char* origin : {"http://evil.example", "null", "http://localhost:8001",
                             "http://localhost:8000.evil.example", "localhost:8000x"}) {
    EXPECT_EQ(refusal(security, request(Method::post, {{"Origin", origin}})), "forbidden_origin")
        << origin;
  }
  for (const char* origin : {"http://localhost:8000", "http://localhost:3000"}) {
    EXPECT_EQ(refusal(security, request(Method::post, {{"Origin", origin}})), "") << origin;
  }
}

TEST(Security, LetsForeignPagesAskForWhatTheyCantRead) {
  const Security security({.host = "127.0.0.1"});
  EXPECT_EQ(refusal(security, request(Method::get, {{"Origin", "http://evil.example"}})), "");
}

TEST(Security, GuardsEventStreamsAgainstForeignPages) {
  const Security security({.host = "127.0.0.1"});
  EXPECT_EQ(refusal(security, request(Method::get, {{"Origin", "http://evil.example"}}), kEvents),
            "forbidden_origin");
  EXPECT_EQ(refusal(security, request(Method::get, {{"Sec-Fetch-Site", "cross-site"}}), kEvents),
            "forbidden_origin");
  EXPECT_EQ(refusal(security, request(Method::get, {{"Sec-Fetch-Site", "same-origin"}}), kEvents),
            "");
}

TEST(Security, AsksForAKeyWhereKeysAreSet) {
  const Security security({.host = "0.0.0.0", .api_keys = {"first-key", "second-key"}});
  EXPECT_EQ(refusal(security, request(Method::get, {})), "unauthorized");
  for (const char* value :
       {"first-key", "Bearer", "Bearer ", "Bearer first-ke", "Bearer first-keyy", "Basic first-key",
        "Bearer first-key,second-key"}) {
    EXPECT_EQ(refusal(security, request(Method::get, {{"Authorization", value}})), "unauthorized")
        << value;
  }
  EXPECT_EQ(refusal(security, request(Method::get, {{"Authorization", "Bearer second-key"}})), "");
  EXPECT_EQ(refusal(security, request(Method::get, {{"Authorization", "bearer first-key"}})), "");
  EXPECT_EQ(refusal(security, request(Method::get, {}), kOpen), "");
}

TEST(Security, ExchangesAKeyForACookie) {
  Security security({.host = "0.0.0.0", .api_keys = {"key"}});
  EXPECT_THROW(security.open_session(request(Method::post, {})), Unauthorized);
  const std::string cookie =
      security.open_session(request(Method::post, {{"Authorization", "Bearer key"}}));
  EXPECT_NE(cookie.find("; HttpOnly; SameSite=Strict"), std::string::npos);
  EXPECT_EQ(cookie.find("key"), std::string::npos);
  const std::string pair = cookie.substr(0, cookie.find(';'));
  EXPECT_EQ(refusal(security, request(Method::get, {{"Cookie", "a=b; " + pair}})), "");
  EXPECT_EQ(refusal(security, request(Method::get, {{"Cookie", pair + "0"}})), "unauthorized");
}

TEST(Security, OpensNoSessionsWithoutKeys) {
  Security security({.host = "127.0.0.1"});
  EXPECT_EQ(security.open_session(request(Method::post, {})), "");
}

TEST(Security, ComparesKeys) {
  EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
  EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
  EXPECT_FALSE(equal_in_constant_time("abc", "abcabc"));
  EXPECT_FALSE(equal_in_constant_time("", "a"));
  EXPECT_FALSE(equal_in_constant_time("a", ""));
}

}  // namespace
}  // namespace musicgen::api::http
