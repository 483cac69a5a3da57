#include "library/search.h"

#include <gmock/gmock.h>

#include "library/testing.h"

namespace musicgen::library {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

class SearchTest : public LibraryTest {
 protected:
  std::vector<std::string> found(const std::string& words) {
    Query query;
    query.q = words;
    query.sort = "created_at";
    return titles(query);
  }

  Track add_with(const std::string& title, const std::string& genre, const std::string& mood,
                 bool favorite = false) {
    Track track = named(title);
    track.genre = genre;
    track.mood = mood;
    track.favorite = favorite;
    track.model_used = "composer";
    return add(track);
  }
};

TEST_F(SearchTest, FindsWordsWhereverTheyStand) {
  Track track = named("Night drive");
  track.artist = "Ada";
  track.album = "Highways";
  track.genre = "Synthwave";
  track.mood = "Dreamy";
  track.generation_prompt = "neon rain on a windscreen";
  track.comment = "for the trailer";
  track.tags = {"retro", "car \"chase\""};
  add(track);
  add("Something else");
  for (const char* words : {"night", "ada", "highways", "synthwave", "dreamy", "windscreen",
                            "trailer", "retro", "chase", "rain night retro"}) {
    EXPECT_THAT(found(words), ElementsAre("Night drive")) << words;
  }
}

TEST_F(SearchTest, FindsOnlyWhatHasEveryWord) {
  add("Night rain");
  add("Night sun");
  EXPECT_THAT(found("night rain"), ElementsAre("Night rain"));
  EXPECT_THAT(found("night snow"), IsEmpty());
}

TEST_F(SearchTest, FindsTheBeginningsOfWords) {
  add("Thunderstorm");
  EXPECT_THAT(found("thun"), ElementsAre("Thunderstorm"));
  EXPECT_THAT(found("storm"), IsEmpty());
}

TEST_F(SearchTest, IgnoresCaseAndAccents) {
  add("Café ÉTUDE");
  EXPECT_THAT(found("cafe étude"), ElementsAre("Café ÉTUDE"));
}

TEST_F(SearchTest, KnowsWordsWithSignsInThem) {
  add("Lo-fi beat's");
  add("Fi lo");
  EXPECT_THAT(found("lo-fi"), ElementsAre("Lo-fi beat's"));
  EXPECT_THAT(found("beat's"), ElementsAre("Lo-fi beat's"));
}

TEST_F(SearchTest, FindsEmoji) {
  add("Rain 🎵");
  add("Rain");
  EXPECT_THAT(found("🎵"), ElementsAre("Rain 🎵"));
}

TEST_F(SearchTest, TakesNothingForALanguage) {
  add("plain");
  for (const char* words : {"\"",
                            "\"\"",
                            "'",
                            "plain\"",
                            "plain' OR 1=1 --",
                            "NEAR(plain plain)",
                            "plain OR other",
                            "plain AND",
                            "NOT",
                            "title:plain",
                            "^plain",
                            "plain*x",
                            "{title}: plain",
                            "(",
                            ")",
                            "((",
                            "-plain",
                            "+",
                            "plain NOT x",
                            "*",
                            "**",
                            "\\",
                            ":",
                            "%",
                            "_",
                            ";",
                            "\xff\xfe",
                            "a\nb"}) {
    EXPECT_NO_THROW(found(words)) << words;
  }
  EXPECT_THAT(found("NEAR(plain"), IsEmpty());  // a word like any other
  EXPECT_THAT(found("OR"), IsEmpty());
}

TEST_F(SearchTest, PassesOverWordsThatAreOnlySigns) {
  add("plain");
  EXPECT_THAT(found("*** plain ... \""), ElementsAre("plain"));
}

TEST_F(SearchTest, FindsEverythingWithoutWords) {
  add("plain");
  EXPECT_THAT(found(" \t "), ElementsAre("plain"));
}

TEST_F(SearchTest, BearsTextOfAnyLength) {
  add("plain");
  EXPECT_NO_THROW(found(std::string(100'000, 'a')));
  std::string many;
  for (int i = 0; i < 20'000; ++i) many += "w ";
  EXPECT_NO_THROW(found(many));
}

TEST_F(SearchTest, FollowsEdits) {
  const Track track = add("old name");
  TrackEdit edit;
  edit.title = "new name";
  library_->edit(track.id, edit, "");
  EXPECT_THAT(found("old"), IsEmpty());
  EXPECT_THAT(found("new"), ElementsAre("new name"));
}

TEST_F(SearchTest, FiltersExactlyButInAnyCase) {
  add_with("a", "Lo-fi", "Calm", true);
  add_with("b", "Lo-fi house", "Calm");
  Query query;
  query.genre = "lo-FI";
  EXPECT_THAT(titles(query), ElementsAre("a"));
  query = {};
  query.favorite = true;
  EXPECT_THAT(titles(query), ElementsAre("a"));
  query.favorite = false;
  EXPECT_THAT(titles(query), ElementsAre("b"));
  query = {};
  query.mood = "CALM";
  query.model = "Composer";
  query.kind = "Generated";
  EXPECT_EQ(library_->list(query).total, 2);
  query.kind = "loop";
  EXPECT_EQ(library_->list(query).total, 0);
}

TEST_F(SearchTest, CountsFacetsOverAllThatIsFound) {
  add_with("night 1", "Lo-fi", "Calm");
  add_with("night 2", "Lo-fi", "Dark");
  add_with("night 3", "Jazz", "");
  add_with("day", "Pop", "Calm");
  Query query;
  query.q = "night";
  query.limit = 1;
  const TrackPage page = library_->list(query);
  EXPECT_EQ(page.total, 3);
  EXPECT_THAT(page.facets.at("genre"), UnorderedElementsAre(Pair("Lo-fi", 2), Pair("Jazz", 1)));
  EXPECT_THAT(page.facets.at("mood"), UnorderedElementsAre(Pair("Calm", 1), Pair("Dark", 1)));
  EXPECT_THAT(page.facets.at("kind"), UnorderedElementsAre(Pair("generated", 3)));
  EXPECT_THAT(page.facets.at("model"), UnorderedElementsAre(Pair("composer", 3)));
}

TEST_F(SearchTest, CountsSpellingsOfOneGenreTogether) {
  add_with("a", "lo-fi", "");
  add_with("b", "Lo-Fi", "");
  add_with("c", "Lo-Fi", "");
  EXPECT_THAT(library_->list({}).facets.at("genre"), UnorderedElementsAre(Pair("Lo-Fi", 3)));
}

}  // namespace
}  // namespace musicgen::library
