// The server as a whole: who may use it, the pages, the description of the API, the metrics

#include "api/server_app.h"

#include <set>

#include "api/testing/app_fixture.h"

namespace musicgen::api {
namespace {

using musicgen::testing::Answer;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class ServerApp : public musicgen::testing::AppTest {
 protected:
  InvalidParameter refusal_to_start() {
    try {
      App app(studio());
    } catch (const InvalidParameter& error) {
      return error;
    }
    throw std::logic_error("it started");
  }
};

TEST_F(ServerApp, OpensToOtherMachinesOnlyWithKeysOrOnPurpose) {
  config_.host = "0.0.0.0";
  EXPECT_THAT(refusal_to_start().hint(), AllOf(HasSubstr("API_KEYS"), HasSubstr("--insecure")));
  EXPECT_NO_THROW(App(studio(), {.insecure = true}));
  config_.api_keys = {"key"};
  EXPECT_NO_THROW(App(studio(), {}));
}

TEST_F(ServerApp, AsksForAKeyWhereThereIsSomethingToProtect) {
  config_.api_keys = {"key"};
  add_file("song.mp3", "sound");
  for (const char* target :
       {"/api/jobs", "/api/tracks", "/api/system", "/api/events", "/output/song.mp3", "/metrics"}) {
    const Answer answer = get(target);
    EXPECT_EQ(answer.status, 401) << target;
    EXPECT_EQ(answer.header("www-authenticate"), "Bearer") << target;
  }
  EXPECT_EQ(get("/api/jobs", {{"Authorization", "Bearer wrong"}}).code(), "unauthorized");
  EXPECT_EQ(get("/api/jobs", {{"Authorization", "Bearer key"}}).status, 200);
  for (const char* target : {"/health", "/ready", "/openapi.json", "/docs"}) {
    EXPECT_EQ(get(target).status, 200) << target;
  }
}

TEST_F(ServerApp, TakesTheCookieOfASession) {
  config_.api_keys = {"key"};
  EXPECT_EQ(call("POST", "/api/session").status, 401);
  const Answer opened = call("POST", "/api/session", {{"Authorization", "Bearer key"}});
  EXPECT_EQ(opened.status, 204);
  const std::string cookie = opened.header("set-cookie");
  EXPECT_THAT(cookie, AllOf(HasSubstr("HttpOnly"), HasSubstr("SameSite=Strict")));
  EXPECT_EQ(get("/api/jobs", {{"Cookie", cookie.substr(0, cookie.find(';'))}}).status, 200);
  EXPECT_EQ(get("/api/jobs", {{"Cookie", "musicgen_session=guess"}}).status, 401);
}

TEST_F(ServerApp, SaysWhatItIs) {
  EXPECT_EQ(get("/health").json().at("status"), Json("ok"));
  EXPECT_EQ(get("/ready").json().at("status"), Json("ready"));
  const Json system = get("/api/system").json();
  EXPECT_EQ(system.at("limits").at("max_upload_mb"), Json(100));
  EXPECT_GT(system.at("storage").at("free_bytes").as_int64(), 0);
}

TEST_F(ServerApp, ListsItsModels) {
  const Json model = get("/api/models").json().at("items").at(0);
  EXPECT_EQ(model.at("name"), Json("composer"));
  EXPECT_EQ(model.at("default"), Json(true));
  EXPECT_TRUE(model.at("parameters").as_object().contains("bpm"));
}

TEST_F(ServerApp, MeasuresItself) {
  add_job();
  add_track("Rain");
  get("/health");
  get("/no/such/address");
  const Answer answer = get("/metrics");
  EXPECT_THAT(answer.header("content-type"), HasSubstr("text/plain; version=0.0.4"));
  for (const char* line : {
           "musicgen_http_requests_total{method=\"GET\",route=\"/health\",status=\"200\"} 1",
           "musicgen_http_requests_total{method=\"GET\",route=\"/{page}\",status=\"404\"} 1",
           "musicgen_http_request_seconds_count{route=\"/health\"} 1",
           "musicgen_jobs{status=\"pending\"} 1",
           "musicgen_queue_depth 1",
           "musicgen_tracks 1",
           "musicgen_disk_free_bytes ",
       }) {
    EXPECT_THAT(answer.body, HasSubstr(line));
  }
}

TEST_F(ServerApp, AnswersUnknownAddressesWithAProblem) {
  for (const char* target : {"/api", "/api/nothing", "/api/v2/jobs", "/output", "/nothing",
                             "/../../etc/passwd", "/%2e%2e/x"}) {
    const Answer answer = get(target);
    EXPECT_EQ(answer.status, 404) << target;
    EXPECT_EQ(answer.code(), "not_found") << target;
  }
}

TEST_F(ServerApp, LeadsFromTheRootToTheReferenceWithoutAWebApp) {
  const Answer answer = get("/");
  EXPECT_EQ(answer.status, 307);
  EXPECT_EQ(answer.header("location"), "/docs");
}

TEST_F(ServerApp, ShowsTheReferenceWithoutForeignHosts) {
  for (const char* page : {"/docs", "/docs/", "/redoc"}) {
    const Answer answer = get(page);
    EXPECT_EQ(answer.status, 200) << page;
    EXPECT_EQ(answer.header("content-type"), "text/html; charset=utf-8") << page;
    EXPECT_THAT(answer.body, Not(HasSubstr("://"))) << page;
    const std::string policy = answer.header("content-security-policy");
    EXPECT_THAT(policy, AllOf(HasSubstr("default-src 'none'"), HasSubstr("script-src 'self';")));
    EXPECT_THAT(policy, Not(HasSubstr("http"))) << page;
  }
  for (const char* file : {"swagger-ui-bundle.js", "swagger-ui.css", "redoc.standalone.js",
                           "docs.js", "redoc.js", "redoc.css", "favicon.png"}) {
    EXPECT_EQ(get(fmt::format("/docs/{}", file)).status, 200) << file;
  }
  EXPECT_THAT(get("/docs/redoc.standalone.js").body, Not(HasSubstr("cdn.redoc.ly")));
  EXPECT_EQ(get("/docs/..%2f..%2fcomposer").status, 404);
}

// Every "$ref" in a document.
void collect_references(const Json& value, std::set<std::string>& found) {
  if (const JsonObject* object = value.if_object()) {
    for (const auto& member : *object) {
      if (member.key() == "$ref") found.emplace(member.value().as_string());
      collect_references(member.value(), found);
    }
  } else if (const JsonArray* array = value.if_array()) {
    for (const Json& item : *array) collect_references(item, found);
  }
}

TEST_F(ServerApp, DescribesItsApi) {
  const Answer answer = get("/openapi.json");
  EXPECT_EQ(answer.header("content-type"), "application/json");
  const Json document = answer.json();
  EXPECT_EQ(document.at("openapi"), Json("3.1.0"));
  const JsonObject& schemas = document.at("components").at("schemas").as_object();
  std::set<std::string> references;
  collect_references(document, references);
  EXPECT_FALSE(references.empty());
  for (const std::string& reference : references) {
    const std::string prefix = "#/components/schemas/";
    EXPECT_TRUE(reference.starts_with(prefix) && schemas.contains(reference.substr(prefix.size())))
        << reference;
  }
  for (const auto& schema : schemas) {
    EXPECT_TRUE(schema.value().is_object() && schema.value().as_object().contains("type"))
        << schema.key();
  }
}

TEST_F(ServerApp, DescribesEachOperationOnce) {
  const Json document = get("/openapi.json").json();
  std::set<std::string> ids;
  for (const auto& path : document.at("paths").as_object()) {
    for (const auto& operation : path.value().as_object()) {
      const std::string where =
          fmt::format("{} {}", std::string(operation.key()), std::string(path.key()));
      const JsonObject& entry = operation.value().as_object();
      EXPECT_TRUE(ids.emplace(entry.at("operationId").as_string()).second) << where;
      EXPECT_FALSE(entry.at("summary").as_string().empty()) << where;
      EXPECT_FALSE(entry.at("responses").as_object().empty()) << where;
    }
  }
  EXPECT_TRUE(ids.contains("generate"));
}

TEST_F(ServerApp, ServesWhatItDescribesAndNothingElse) {
  const Json document = get("/openapi.json").json();
  for (const auto& path : document.at("paths").as_object()) {
    std::set<std::string> described{"OPTIONS"};
    for (const auto& operation : path.value().as_object()) {
      std::string method(operation.key());
      std::transform(method.begin(), method.end(), method.begin(), ::toupper);
      described.insert(method);
      if (method == "GET") described.insert("HEAD");
    }
    std::string address(path.key());
    for (const char* variable : {"{id}", "{file}", "{name}"}) {
      const std::size_t at = address.find(variable);
      if (at != std::string::npos) address.replace(at, std::string_view(variable).size(), "x");
    }
    std::set<std::string> served;
    std::stringstream allow(call("OPTIONS", address).header("allow"));
    for (std::string method; std::getline(allow >> std::ws, method, ',');) served.insert(method);
    EXPECT_EQ(served, described) << address;
  }
}

TEST_F(ServerApp, DescribesWhatGenerateTakes) {
  const Json schema =
      get("/openapi.json").json().at("components").at("schemas").at("GenerateRequest");
  EXPECT_EQ(schema.at("required"), Json(JsonArray{"prompt"}));
  EXPECT_EQ(schema.at("properties").at("prompt").at("maxLength"), Json(4000));
  EXPECT_EQ(schema.at("properties").at("duration").at("maximum"), Json(3600));
  EXPECT_FALSE(schema.at("properties").at("duration").as_object().contains("default"));
  EXPECT_EQ(schema.at("additionalProperties"), Json(false));
}

}  // namespace
}  // namespace musicgen::api
