#include "engines/composer/brief/title.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace musicgen::composer {
namespace {

TEST(Title, IsThePromptInTitleCase) {
  const std::pair<const char*, const char*> kCases[] = {
      {"Lo-fi hip hop with rain sounds", "Lo-fi Hip Hop with Rain Sounds"},
      {"lo-fi", "Lo-fi"},
      {"ballad in A minor", "Ballad in A Minor"},
      {"R&B slow jam", "R&B Slow Jam"},
      {"EPIC TRAILER MUSIC", "Epic Trailer Music"},
      {"the 80s EDM night", "80s EDM Night"},
  };
  for (const auto& [prompt, title] : kCases) EXPECT_EQ(title_of(prompt), title);
}

TEST(Title, LeavesOutHowOneAsks) {
  EXPECT_EQ(title_of("Please make me a song about my cat"), "Song About My Cat");
  EXPECT_EQ(title_of("I'd like to hear some dark techno"), "Dark Techno");
}

TEST(Title, IsTheFirstClauseThatSaysWhatIsWanted) {
  EXPECT_EQ(title_of("Deep house, 124 BPM, warm sub bass"), "Deep House");
  EXPECT_EQ(title_of("No drums, just strings and harp"), "Just Strings and Harp");
  EXPECT_EQ(title_of("lofi, rain, study"), "Lofi, Rain");
  EXPECT_EQ(title_of("house; mood: chill"), "House");
}

TEST(Title, KeepsNumbersWithACommaWhole) {
  EXPECT_EQ(title_of("calm rain for 1,5 min, no drums"), "Calm Rain for 1,5 Min");
  EXPECT_EQ(title_of("1,5 min of rain"), "1,5 Min of Rain");
  EXPECT_EQ(title_of("deep house,124 bpm"), "Deep House");
}

TEST(Title, EndsWithAWholePhrase) {
  EXPECT_EQ(title_of("chillhop beats to study to with vinyl crackle and soft rhodes and more"),
            "Chillhop Beats to Study to with Vinyl Crackle");
  EXPECT_EQ(title_of("dark techno with"), "Dark Techno");
}

TEST(Title, HasAtMostSixtyCharacters) {
  const std::string long_word(500, 'x');
  EXPECT_EQ(count_characters(title_of(long_word)), 60u);
  std::string many;
  for (int i = 0; i < 100; ++i) many += "雨雨雨 ";
  EXPECT_LE(count_characters(title_of(many)), 60u);
}

TEST(Title, IsEmptyWithoutWords) {
  EXPECT_EQ(title_of(""), "");
  EXPECT_EQ(title_of("?!"), "");
}

}  // namespace
}  // namespace musicgen::composer
