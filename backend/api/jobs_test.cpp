// /api/jobs

#include "api/testing/app_fixture.h"

namespace musicgen::api {
namespace {

using musicgen::testing::Answer;

class JobsApi : public musicgen::testing::AppTest {
 protected:
  std::string address(const std::string& id, const std::string& more = "") {
    return fmt::format("/api/jobs/{}{}", id, more);
  }

  // Ends a job as a worker would.
  void fail(const std::string& id) {
    const auto lease = studio().queue.claim("test", {"composer"}, id);
    studio().queue.fail(*lease, JsonObject{{"code", "worker_lost"},
                                           {"detail", "The worker died."},
                                           {"field", ""},
                                           {"hint", "Try again."}});
  }
};

TEST_F(JobsApi, TellsAllOfAJob) {
  const std::string id = add_job();
  const Json job = get(address(id)).json();
  std::vector<std::string> names;
  for (const auto& member : job.as_object()) names.emplace_back(member.key());
  EXPECT_THAT(names,
              ::testing::ElementsAre("id", "kind", "status", "model", "progress", "stage",
                                     "eta_seconds", "queue_position", "attempts", "created_at",
                                     "started_at", "finished_at", "request", "result", "error"));
  EXPECT_EQ(job.at("id"), Json(id));
  EXPECT_EQ(job.at("queue_position"), Json(1));
  EXPECT_EQ(job.at("request").at("prompt"), Json("rain"));
  EXPECT_TRUE(job.at("result").is_null());
}

TEST_F(JobsApi, ListsThemNewestFirstInPages) {
  const std::string first = add_job();
  const std::string second = add_job();
  const std::string third = add_job();
  const Json page = get("/api/jobs?limit=2").json();
  EXPECT_EQ(page.at("total"), Json(3));
  EXPECT_EQ(page.at("items").at(0).at("id"), Json(third));
  EXPECT_EQ(page.at("items").at(1).at("id"), Json(second));
  const Json rest =
      get(fmt::format("/api/jobs?limit=2&cursor={}", page.at("next_cursor").as_string().c_str()))
          .json();
  EXPECT_EQ(rest.at("items").at(0).at("id"), Json(first));
  EXPECT_TRUE(rest.at("next_cursor").is_null());
}

TEST_F(JobsApi, FiltersThem) {
  const std::string id = add_job();
  add_job();
  call("POST", address(id, "/cancel"));
  EXPECT_EQ(get("/api/jobs?status=cancelled").json().at("total"), Json(1));
  EXPECT_EQ(get("/api/jobs?status=pending&kind=generate").json().at("total"), Json(1));
  EXPECT_EQ(get("/api/jobs?kind=loop").json().at("total"), Json(0));
}

TEST_F(JobsApi, RefusesQueriesThatItDoesNotKnow) {
  for (const auto& [query, field] :
       std::vector<std::pair<std::string, std::string>>{{"status=done", "/status"},
                                                        {"limit=0", "/limit"},
                                                        {"limit=201", "/limit"},
                                                        {"limit=many", "/limit"},
                                                        {"limit=1.5", "/limit"},
                                                        {"page=2", "/page"}}) {
    const Answer answer = get("/api/jobs?" + query);
    EXPECT_EQ(answer.code(), "invalid_parameter") << query;
    EXPECT_EQ(answer.field(), field) << query;
  }
  EXPECT_EQ(get("/api/jobs?cursor=broken").status, 400);
}

TEST_F(JobsApi, CancelsAndTriesAgain) {
  const std::string id = add_job();
  const Answer cancelled = call("POST", address(id, "/cancel"));
  EXPECT_EQ(cancelled.status, 200);
  EXPECT_EQ(cancelled.json().at("status"), Json("cancelled"));
  EXPECT_EQ(call("POST", address(id, "/cancel")).code(), "conflict");
  EXPECT_EQ(call("POST", address(id, "/retry")).json().at("status"), Json("pending"));
  EXPECT_EQ(call("POST", address(id, "/retry")).code(), "conflict");
}

TEST_F(JobsApi, TellsWhyAJobFailedAsAProblem) {
  const std::string id = add_job();
  fail(id);
  const Json error = get(address(id)).json().at("error");
  EXPECT_EQ(error.at("code"), Json("worker_lost"));
  EXPECT_EQ(error.at("detail"), Json("The worker died."));
  EXPECT_EQ(error.at("hint"), Json("Try again."));
  EXPECT_EQ(error.at("type"), Json("urn:musicgen:error:worker_lost"));
}

TEST_F(JobsApi, ForgetsOnlyFinishedJobs) {
  const std::string id = add_job();
  EXPECT_EQ(call("DELETE", address(id)).code(), "conflict");
  fail(id);
  EXPECT_EQ(call("DELETE", address(id)).status, 204);
  EXPECT_EQ(get(address(id)).code(), "job_not_found");
}

TEST_F(JobsApi, SaysWhenThereIsNoSuchJob) {
  for (const std::string& id :
       {new_id(), std::string("7"), std::string("..%2f.."), std::string("%27%20OR%201=1")}) {
    EXPECT_EQ(get(address(id)).code(), "job_not_found") << id;
    EXPECT_EQ(get(address(id, "/events")).code(), "job_not_found") << id;
    EXPECT_EQ(call("POST", address(id, "/cancel")).code(), "job_not_found") << id;
    EXPECT_EQ(call("POST", address(id, "/retry")).code(), "job_not_found") << id;
    EXPECT_EQ(call("DELETE", address(id)).code(), "job_not_found") << id;
  }
}

}  // namespace
}  // namespace musicgen::api
