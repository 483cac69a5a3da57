#include "engines/diffrhythm/lyrics/lrc.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace musicgen::lyrics {
namespace {

std::vector<double> starts_in(std::string_view text) {
  std::vector<double> starts;
  for (const TimedLine& line : parse_lrc(text).lines) starts.push_back(line.start_s);
  return starts;
}

TEST(Lrc, NumbersLinesAsTheyStandInTheText) {
  const Lrc lrc = parse_lrc("\n\n[00:01.00]one\n\nno time\n[00:02.00]two");
  ASSERT_EQ(lrc.lines.size(), 2u);
  EXPECT_EQ(lrc.lines[0].number, 3);
  EXPECT_EQ(lrc.lines[1].number, 6);
  ASSERT_EQ(lrc.skipped.size(), 1u);
  EXPECT_EQ(lrc.skipped[0].number, 5);
}

TEST(Lrc, TakesTimesThatPythonTakes) {
  EXPECT_THAT(starts_in("[+1:02.00]a"), ::testing::ElementsAre(62));
  EXPECT_THAT(starts_in("[ 1:02.00]a"), ::testing::ElementsAre(62));
  EXPECT_THAT(starts_in("[1_0:1_0.]a"), ::testing::ElementsAre(610));
  EXPECT_THAT(starts_in("[００:０１.５0]fullwidth"), ::testing::ElementsAre(1.5));
  EXPECT_THAT(starts_in("[00:1e1  ]a"), ::testing::ElementsAre(10));
}

TEST(Lrc, SkipsTimesThatPythonRefuses) {
  for (const char* text : {"[00:00:00]a", "[00_:1.00]a", "[+-1:1.00]", "[00:0x10]a", "[00:nan00]a",
                           "[00:inf  ]a", "[00;10.00]a", "[:10.0000]a", "[", "", "[00:"}) {
    EXPECT_TRUE(starts_in(text).empty()) << text;
  }
}

TEST(Lrc, CountsCharactersNotBytes) {
  const Lrc lrc = parse_lrc("【00:10.00】你好");
  ASSERT_EQ(lrc.lines.size(), 1u);
  EXPECT_EQ(lrc.lines[0].text, "你好");
}

TEST(Lrc, IgnoresAByteOrderMark) {
  EXPECT_EQ(parse_lrc("\xEF\xBB\xBF[00:10.00]a").lines.size(), 1u);
}

TEST(Lrc, StripsSpacesOfAnyKind) {
  EXPECT_EQ(parse_lrc("[00:10.00]\u3000 words\u00a0\t\r").lines.at(0).text, "words");
}

TEST(Lrc, ReadsAMillionLines) {
  std::string text;
  for (int i = 0; i < 1000000; ++i) text += "[00:10.00]la\n";
  EXPECT_EQ(parse_lrc(text).lines.size(), 1000000u);
}

TEST(Lrc, WritesTimesThatItReads) {
  for (const double seconds : {0.0, 0.01, 59.99, 60.0, 95.34, 284.57}) {
    EXPECT_THAT(starts_in(lrc_time(seconds) + "a"), ::testing::ElementsAre(seconds));
  }
}

}  // namespace
}  // namespace musicgen::lyrics
