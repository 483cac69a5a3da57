#include "base/schema.h"

#include <gtest/gtest.h>

namespace musicgen {
namespace {

enum class Wave { sine, saw };
BOOST_DESCRIBE_ENUM(Wave, sine, saw)

struct Voice {
  double level = 0.5;
};
BOOST_DESCRIBE_STRUCT(Voice, (), (level))

struct Patch {
  std::string name;
  std::int64_t seed = 0;
  int count = 3;
  std::optional<Seconds> length;
  std::optional<std::optional<int>> year;
  std::optional<Voice> lead;
  std::vector<Voice> voices;
  std::map<std::string, int> counts;
  Wave wave = Wave::saw;
  TimePoint made_at;
  Json extra;
  bool default_ = false;
};
BOOST_DESCRIBE_STRUCT(Patch, (),
                      (name, seed, count, length, year, lead, voices, counts, wave, made_at, extra,
                       default_))

}  // namespace

template <>
inline constexpr auto kRules<Patch> = rules({
    {.field = "name", .about = "Its name.", .required = true, .min = 1, .max = 20},
    {.field = "count", .min = 1, .max = 8},
    {.field = "voices", .max = 4},
    {.field = "length", .min = 0.5},
});

namespace {

Json property(Schemas& schemas, std::string_view component, std::string_view name) {
  return schemas.components().at(component).at("properties").at(name);
}

TEST(Schema, RefersToDescribedTypesByName) {
  Schemas schemas;
  EXPECT_EQ(to_text(schemas.of<Patch>(SchemaUse::request)),
            R"({"$ref":"#/components/schemas/Patch"})");
  EXPECT_TRUE(schemas.components().contains("Voice"));
  EXPECT_EQ(to_text(schemas.components().at("Wave")), R"({"type":"string","enum":["sine","saw"]})");
}

TEST(Schema, WritesRulesAsBounds) {
  Schemas schemas;
  schemas.of<Patch>(SchemaUse::answer);
  EXPECT_EQ(to_text(property(schemas, "Patch", "name")),
            R"({"type":"string","description":"Its name.","minLength":1,"maxLength":20})");
  EXPECT_EQ(property(schemas, "Patch", "count").at("maximum"), Json(8));
  EXPECT_EQ(property(schemas, "Patch", "voices").at("maxItems"), Json(4));
  EXPECT_EQ(to_text(property(schemas, "Patch", "length")),
            R"({"type":["number","null"],"minimum":0.5})");
}

TEST(Schema, AllowsNullOnceForWhatNullClears) {
  Schemas schemas;
  schemas.of<Patch>(SchemaUse::request);
  EXPECT_EQ(to_text(property(schemas, "Patch", "year")),
            R"({"type":["integer","null"],"format":"int32"})");
}

TEST(Schema, AllowsNullForOptionalStructs) {
  Schemas schemas;
  schemas.of<Patch>(SchemaUse::answer);
  EXPECT_EQ(to_text(property(schemas, "Patch", "lead")),
            R"({"anyOf":[{"$ref":"#/components/schemas/Voice"},{"type":"null"}]})");
}

TEST(Schema, RequestsNeedOnlyWhatTheRulesRequire) {
  Schemas schemas;
  schemas.of<Patch>(SchemaUse::request);
  const Json& schema = schemas.components().at("Patch");
  EXPECT_EQ(to_text(schema.at("required")), R"(["name"])");
  EXPECT_EQ(schema.at("additionalProperties"), Json(false));
  EXPECT_EQ(property(schemas, "Patch", "count").at("default"), Json(3));
}

TEST(Schema, AnswersHaveAllMembers) {
  Schemas schemas;
  schemas.of<Patch>(SchemaUse::answer);
  const Json& schema = schemas.components().at("Patch");
  EXPECT_EQ(schema.at("required").as_array().size(), schema.at("properties").as_object().size());
  EXPECT_FALSE(schema.as_object().contains("additionalProperties"));
}

TEST(Schema, KeepsTheTwoUsesOfATypeApart) {
  Schemas schemas;
  schemas.of<Voice>(SchemaUse::answer);
  EXPECT_EQ(to_text(schemas.of<Voice>(SchemaUse::request)),
            R"({"$ref":"#/components/schemas/VoiceInput"})");
}

TEST(Schema, HidesTheUnderscoreOfWordsOfTheLanguage) {
  Schemas schemas;
  schemas.of<Patch>(SchemaUse::answer);
  EXPECT_EQ(to_text(property(schemas, "Patch", "default")), R"({"type":"boolean"})");
  EXPECT_TRUE(to_json(Patch()).as_object().contains("default"));
}

}  // namespace
}  // namespace musicgen
