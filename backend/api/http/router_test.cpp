#include "api/http/router.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"

namespace musicgen::api::http {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

class RouterTest : public ::testing::Test {
 protected:
  RouterTest() {
    router_.add({.method = Method::get, .path = "/api/jobs/{id}"});
    router_.add({.method = Method::remove, .path = "/api/jobs/{id}"});
    router_.add({.method = Method::post, .path = "/api/jobs/{id}/cancel"});
  }

  std::string path_found(Method method, const std::vector<std::string>& path) const {
    const Match match = router_.find(method, path);
    return match.route == nullptr ? "" : match.route->path;
  }

  Router router_;
};

TEST_F(RouterTest, CapturesWhatStandsAtAVariable) {
  const Match match = router_.find(Method::post, {"api", "jobs", "7", "cancel"});
  ASSERT_NE(match.route, nullptr);
  EXPECT_THAT(match.captured, ElementsAre(Pair("id", "7")));
}

TEST_F(RouterTest, FindsNothingAtOtherAddresses) {
  EXPECT_EQ(path_found(Method::get, {"api", "jobs"}), "");
  EXPECT_EQ(path_found(Method::get, {"api", "jobs", ""}), "");
  EXPECT_EQ(path_found(Method::get, {"api", "jobs", "7", "cancel", "x"}), "");
}

TEST_F(RouterTest, AnswersHeadLikeGet) {
  EXPECT_EQ(path_found(Method::head, {"api", "jobs", "7"}), "/api/jobs/{id}");
}

TEST_F(RouterTest, ServesTheSameUnderItsVersion) {
  EXPECT_EQ(path_found(Method::get, {"api", "v1", "jobs", "7"}), "/api/jobs/{id}");
  EXPECT_EQ(path_found(Method::get, {"api", "v2", "jobs", "7"}), "");
}

TEST_F(RouterTest, NamesTheMethodsOfAnAddress) {
  EXPECT_THROW(router_.find(Method::put, {"api", "jobs", "7"}), MethodNotAllowed);
  EXPECT_THROW(router_.find(Method::other, {"api", "jobs", "7"}), MethodNotAllowed);
  EXPECT_EQ(router_.allowed({"api", "jobs", "7"}), "GET, HEAD, DELETE, OPTIONS");
}

TEST_F(RouterTest, FallsBackForGetOnly) {
  router_.set_fallback({.path = "/{page}"});
  EXPECT_EQ(path_found(Method::get, {"library"}), "/{page}");
  EXPECT_EQ(path_found(Method::post, {"library"}), "");
  EXPECT_THROW(router_.find(Method::put, {"api", "jobs", "7"}), MethodNotAllowed);
}

}  // namespace
}  // namespace musicgen::api::http
