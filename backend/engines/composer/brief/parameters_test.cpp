#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "engines/composer/brief/brief_fixture.h"

namespace musicgen::composer {
namespace {

using fixture::brief_with;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

void expect_refused(const JsonObject& parameters, const std::string& field,
                    const std::string& hint = "") {
  try {
    brief_with("lofi", parameters);
    ADD_FAILURE() << "taken: " << to_text(parameters);
  } catch (const InvalidParameter& error) {
    EXPECT_EQ(error.field(), field);
    EXPECT_THAT(error.hint(), HasSubstr(hint));
  }
}

TEST(Parameters, WinOverThePrompt) {
  const Brief brief =
      brief_with("sad jazz, 90 bpm, in C minor, 3/4, rain", {{"genre", "rock"},
                                                             {"mood", "happy"},
                                                             {"bpm", 131.5},
                                                             {"key", "E major"},
                                                             {"meter", "4/4"},
                                                             {"ambience", {"wind"}}});
  EXPECT_EQ(brief.genre, "rock");
  EXPECT_EQ(brief.mood, "happy");
  EXPECT_DOUBLE_EQ(brief.bpm, 131.5);
  EXPECT_EQ(name_of(brief.key), "E major");
  EXPECT_EQ(name_of(brief.meter), "4/4");
  ASSERT_EQ(brief.ambience.size(), 1u);
  EXPECT_EQ(brief.ambience[0].name, "wind");
  EXPECT_EQ(brief.facts.front().source, Source::parameter);
}

TEST(Parameters, NameGenresInAnyWay) {
  const std::pair<const char*, const char*> kCases[] = {
      {"lofi", "lofi"},         {"LO-FI", "lofi"},        {"Hip-hop", "hiphop"},
      {"Techno", "house"},      {"Electronic", "house"},  {"Soundtrack", "cinematic"},
      {"Heavy Metal", "rock"},  {"R&B", "hiphop"},        {"Acoustic", "folk"},
      {"Jazz Music", "jazz"},   {"Drum & Bass", "house"}, {"orchestral", "cinematic"},
      {"Country", "folk"},      {"Chiptune", "chiptune"}, {"pop/rock", "pop"},
      {"meditation", "ambient"}};
  for (const auto& [given, genre] : kCases) {
    EXPECT_EQ(brief_with("something", {{"genre", given}}).genre, genre) << given;
  }
}

TEST(Parameters, LeaveTheGenreThatAnUmbrellaCovers) {
  const Brief brief =
      brief_with("Lo-fi hip hop with rain sounds", {{"genre", "Electronic"}, {"mood", "Relaxed"}});
  EXPECT_EQ(brief.genre, "lofi");
  EXPECT_EQ(brief.mood, "relaxed");
  EXPECT_EQ(brief_with("baroque fugue", {{"genre", "Electronic"}}).genre, "house");
}

TEST(Parameters, NameEveryGenreAndMoodByItsSchema) {
  const Json schemas = parameter_schemas(fixture::knowledge());
  for (const Json& genre : schemas.at("genre").at("enum").as_array()) {
    EXPECT_EQ(brief_with("music", {{"genre", genre}}).genre, genre.as_string().c_str());
  }
  for (const Json& label : schemas.at("genre").at("x-enum-labels").as_array()) {
    EXPECT_EQ(brief_with("music", {{"genre", label}}).genre_label, label.as_string().c_str());
  }
  for (const Json& mood : schemas.at("mood").at("enum").as_array()) {
    EXPECT_EQ(brief_with("music", {{"mood", mood}}).mood, mood.as_string().c_str());
  }
  for (const Json& name : schemas.at("instruments").at("items").at("enum").as_array()) {
    EXPECT_EQ(brief_with("music", {{"instruments", {name}}}).instruments.front(),
              name.as_string().c_str());
  }
}

TEST(Parameters, AskForInstrumentsByTheirWords) {
  const Brief brief =
      brief_with("jazz without a saxophone", {{"instruments", {"sax", "Rhodes", "guitar"}}});
  ASSERT_GE(brief.instruments.size(), 3u);
  EXPECT_EQ(brief.instruments[0], "saxophone");
  EXPECT_EQ(brief.instruments[1], "electric piano");
  EXPECT_THAT(brief.without, IsEmpty());
}

TEST(Parameters, SetAmbienceExactly) {
  EXPECT_THAT(brief_with("lofi with rain", {{"ambience", JsonArray{}}}).ambience, IsEmpty());
  const Brief brief =
      brief_with("lofi", {{"ambience", {{{"name", "Thunderstorm"}, {"level", 0.9}}, "birds"}}});
  ASSERT_EQ(brief.ambience.size(), 2u);
  EXPECT_EQ(brief.ambience[0].name, "rain");
  EXPECT_DOUBLE_EQ(brief.ambience[0].level, 0.9);
  EXPECT_DOUBLE_EQ(brief.ambience[1].level, 0.5);
}

TEST(Parameters, SetEnergyAsLevelNameOrCurve) {
  const auto mean_at = [](double level) {
    const auto energy = brief_with("house", {{"energy", level}}).energy;
    double sum = 0;
    for (const double point : energy) sum += point;
    return sum / static_cast<double>(energy.size());
  };
  EXPECT_LT(mean_at(0.2), 0.3);
  EXPECT_GT(mean_at(0.8), 0.7);
  const auto build = brief_with("lofi", {{"energy", "Build"}}).energy;
  EXPECT_TRUE(std::is_sorted(build.begin(), build.end()));
  EXPECT_THAT(brief_with("lofi", {{"energy", {0, 1, 0.5}}}).energy, ElementsAre(0, 1, 0.5));
}

TEST(Parameters, MayBeNull) {
  EXPECT_EQ(brief_with("lofi", {{"genre", nullptr}, {"bpm", nullptr}}).genre, "lofi");
}

TEST(Parameters, AreRefusedByName) {
  expect_refused({{"tempo", 90}}, "/parameters/tempo", "bpm");
  expect_refused({{"a/b", 90}}, "/parameters/a~1b", "genre");
}

TEST(Parameters, AreRefusedWithTheChoices) {
  expect_refused({{"genre", "polyphonic yodelling"}}, "/parameters/genre", "Lo-fi");
  expect_refused({{"genre", ""}}, "/parameters/genre", "Jazz");
  expect_refused({{"genre", "no jazz"}}, "/parameters/genre", "Jazz");
  expect_refused({{"mood", "octarine"}}, "/parameters/mood", "relaxed");
  expect_refused({{"instruments", {"piano", "theremin"}}}, "/parameters/instruments/1", "piano");
  expect_refused({{"ambience", {"volcano"}}}, "/parameters/ambience/0", "rain");
  expect_refused({{"energy", "sideways"}}, "/parameters/energy", "build");
  expect_refused({{"key", "H major"}}, "/parameters/key", "F# minor");
  expect_refused({{"meter", "13/16"}}, "/parameters/meter", "4/4");
}

TEST(Parameters, AreRefusedOutOfRange) {
  expect_refused({{"bpm", 29}}, "/parameters/bpm");
  expect_refused({{"bpm", 301}}, "/parameters/bpm");
  expect_refused({{"bpm", std::numeric_limits<double>::quiet_NaN()}}, "/parameters/bpm");
  expect_refused({{"energy", 1.1}}, "/parameters/energy");
  expect_refused({{"energy", {0.5}}}, "/parameters/energy");
  expect_refused({{"energy", {0.5, -1}}}, "/parameters/energy/1");
  expect_refused({{"ambience", {{{"name", "rain"}, {"level", 2}}}}},
                 "/parameters/ambience/0/level");
  expect_refused({{"instruments", JsonArray(13, "piano")}}, "/parameters/instruments");
}

TEST(Parameters, AreRefusedWithAWrongType) {
  expect_refused({{"genre", 7}}, "/parameters/genre");
  expect_refused({{"bpm", "fast"}}, "/parameters/bpm");
  expect_refused({{"key", JsonArray{}}}, "/parameters/key");
  expect_refused({{"instruments", "piano"}}, "/parameters/instruments");
  expect_refused({{"ambience", "rain"}}, "/parameters/ambience");
  expect_refused({{"ambience", {7}}}, "/parameters/ambience/0");
  expect_refused({{"energy", true}}, "/parameters/energy");
}

TEST(Parameters, HaveASchemaEach) {
  const Json schemas = parameter_schemas(fixture::knowledge());
  for (const char* name :
       {"genre", "mood", "bpm", "key", "meter", "instruments", "ambience", "energy"}) {
    ASSERT_TRUE(schemas.as_object().contains(name)) << name;
    EXPECT_TRUE(schemas.at(name).as_object().contains("description")) << name;
  }
  EXPECT_EQ(schemas.as_object().size(), 8u);
  EXPECT_GE(schemas.at("genre").at("enum").as_array().size(), 12u);
  EXPECT_GE(schemas.at("mood").at("enum").as_array().size(), 12u);
}

}  // namespace
}  // namespace musicgen::composer
