#include "base/text.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/ids.h"

namespace musicgen {
namespace {

TEST(Text, CountsCharacters) {
  EXPECT_EQ(count_characters("aä€🎵"), 4u);
  EXPECT_EQ(count_characters("\xff\xfe"), 2u);
}

TEST(Text, RecognisesInvalidUtf8) {
  EXPECT_TRUE(is_valid_utf8("ä🎵"));
  EXPECT_FALSE(is_valid_utf8("\xc3"));
  EXPECT_FALSE(is_valid_utf8("\xc0\xaf"));          // overlong
  EXPECT_FALSE(is_valid_utf8("\xed\xa0\x80"));      // surrogate
  EXPECT_FALSE(is_valid_utf8("\xf4\x90\x80\x80"));  // beyond U+10FFFF
}

TEST(Text, CleansWhatIsNotFitForScreensAndTags) {
  EXPECT_EQ(clean_text(" a\nb\x01 "), "a b");
  EXPECT_EQ(clean_text("a\xff"), "a\xEF\xBF\xBD");
  EXPECT_EQ(clean_text("a\xE2\x80\xAE"
                       "b"),
            "ab");  // right-to-left override
  EXPECT_EQ(clean_text("שלום"), "שלום");
}

TEST(Text, NeverCutsACharacterInTwo) {
  EXPECT_EQ(first_characters("ä🎵b", 2), "ä🎵");
}

TEST(Text, MakesSafeFileNames) {
  EXPECT_EQ(file_name_of("Lo-fi Hip Hop, with Rain!"), "lo-fi-hip-hop-with-rain");
  EXPECT_EQ(file_name_of("../../etc/passwd"), "etc-passwd");
  EXPECT_EQ(file_name_of("雨"), "track");
}

TEST(Ids, AreSortedAndUnique) {
  std::vector<std::string> ids;
  for (int i = 0; i < 10000; ++i) ids.push_back(new_id());
  EXPECT_TRUE(std::is_sorted(ids.begin(), ids.end()));
  EXPECT_EQ(std::adjacent_find(ids.begin(), ids.end()), ids.end());
  EXPECT_TRUE(std::all_of(ids.begin(), ids.end(), is_id));
  EXPECT_EQ(ids[0][14], '7');
}

TEST(Ids, RefuseWhatIsNoUuid) {
  EXPECT_FALSE(is_id(""));
  EXPECT_FALSE(is_id("../../../../../../../../../etc/passwd"));
  EXPECT_FALSE(is_id("0190AAAA-0000-7000-8000-000000000000"));
}

TEST(Clock, ReadsWhatItWrites) {
  const TimePoint time = from_rfc3339("2026-11-22T16:48:59.120Z");
  EXPECT_EQ(to_rfc3339(time), "2026-11-22T16:48:59.120Z");
  EXPECT_EQ(from_microseconds(to_microseconds(time)), time);
}

TEST(Clock, RefusesWhatIsNoTime) {
  for (const char* text : {"", "yesterday", "2026-02-30T00:00:00Z", "2026-01-01T25:00:00Z",
                           "2026-01-01T00:00:00+01:00"}) {
    EXPECT_THROW(from_rfc3339(text), InvalidParameter) << text;
  }
}

TEST(Text, TellsADecimalCommaFromThousands) {
  EXPECT_EQ(with_decimal_point("1,5 min"), "1.5 min");
  EXPECT_EQ(with_decimal_point("1,25"), "1.25");
  EXPECT_EQ(with_decimal_point("1,2345"), "1.2345");
  EXPECT_EQ(with_decimal_point("1,000s"), "1000s");
  EXPECT_EQ(with_decimal_point("999,999"), "999999");
  EXPECT_EQ(with_decimal_point("0,125"), "0.125");
  EXPECT_EQ(with_decimal_point("1000,125"), "1000.125");
  for (const char* other : {"", "1", "1.5", ",5", "1,", "1,x", "a1,5", "1.0,5"}) {
    EXPECT_EQ(with_decimal_point(other), other);
  }
}

}  // namespace
}  // namespace musicgen
