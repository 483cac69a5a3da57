#include "api/http/range.h"

#include <gtest/gtest.h>

namespace musicgen::api::http {
namespace {

// "first+size", "whole" or "unsatisfiable".
std::string range(std::string_view header, std::uint64_t size) {
  const RangeAnswer answer = read_range(header, size);
  if (answer.kind == RangeKind::whole) return "whole";
  if (answer.kind == RangeKind::unsatisfiable) return "unsatisfiable";
  return fmt::format("{}+{}", answer.range.first, answer.range.size);
}

TEST(Range, ServesOneRange) {
  EXPECT_EQ(range("bytes=0-99", 1000), "0+100");
  EXPECT_EQ(range("bytes=10-10", 1000), "10+1");
  EXPECT_EQ(range("bytes=990-", 1000), "990+10");
  EXPECT_EQ(range("Bytes= 5-6 ", 1000), "5+2");
}

TEST(Range, CutsWhatGoesBeyondTheEnd) {
  EXPECT_EQ(range("bytes=990-5000", 1000), "990+10");
  EXPECT_EQ(range("bytes=0-99999999999999999999999", 1000), "0+1000");
}

TEST(Range, ServesTheLastBytes) {
  EXPECT_EQ(range("bytes=-1", 1000), "999+1");
  EXPECT_EQ(range("bytes=-5000", 1000), "0+1000");
}

TEST(Range, SaysWhatCantBeSatisfied) {
  EXPECT_EQ(range("bytes=1000-", 1000), "unsatisfiable");
  EXPECT_EQ(range("bytes=99999999999999999999999-", 1000), "unsatisfiable");
  EXPECT_EQ(range("bytes=-0", 1000), "unsatisfiable");
  EXPECT_EQ(range("bytes=0-", 0), "unsatisfiable");
  EXPECT_EQ(range("bytes=-5", 0), "unsatisfiable");
}

TEST(Range, IgnoresWhatItDoesNotKnow) {
  for (const char* header :
       {"", "bytes", "bytes=", "bytes=-", "bytes=5", "bytes=9-3", "bytes=0-1,5-6", "bytes=a-b",
        "bytes=--5", "bytes=+1-2", "bytes=1-+2", "items=0-5", "bytes=0x1-2", "bytes=0 - 5"}) {
    EXPECT_EQ(range(header, 1000), "whole") << header;
  }
}

}  // namespace
}  // namespace musicgen::api::http
