#include "api/http/target.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"

namespace musicgen::api::http {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

TEST(Target, TakesThePathApart) {
  EXPECT_THAT(parse_target("/").path, IsEmpty());
  EXPECT_THAT(parse_target("/api/jobs").path, ElementsAre("api", "jobs"));
  EXPECT_THAT(parse_target("/api/jobs/").path, ElementsAre("api", "jobs"));
  EXPECT_THAT(parse_target("//api").path, ElementsAre("", "api"));
}

TEST(Target, DecodesAfterSplitting) {
  EXPECT_THAT(parse_target("/output/..%2f..%2Fetc").path, ElementsAre("output", "../../etc"));
  EXPECT_THAT(parse_target("/a+b/%C3%A4").path, ElementsAre("a+b", "ä"));
}

TEST(Target, ReadsTheQuery) {
  EXPECT_THAT(parse_target("/x?a=1&b=c+d%26e&&flag").query,
              ElementsAre(Pair("a", "1"), Pair("b", "c d&e"), Pair("flag", "")));
  EXPECT_THAT(parse_target("/x?").query, IsEmpty());
  EXPECT_THAT(parse_target("/x?a=b=c#part").query, ElementsAre(Pair("a", "b=c")));
}

TEST(Target, RefusesWhatIsNoAddress) {
  for (const char* target : {"", "x", "*", "http://localhost/", "/%", "/%4", "/%zz", "/%00",
                             "/a%0d%0ab", "/%7f", "/%ff", "/x?a=%f", "/x?a=%ff", "/x?a=1&a=2"}) {
    EXPECT_THROW(parse_target(target), InvalidParameter) << target;
  }
}

}  // namespace
}  // namespace musicgen::api::http
