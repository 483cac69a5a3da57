#include "base/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace musicgen {
namespace {

using testing::HasSubstr;

enum class Colour { red, green };
BOOST_DESCRIBE_ENUM(Colour, red, green)

struct Inner {
  double bpm = 120;
};
BOOST_DESCRIBE_STRUCT(Inner, (), (bpm))

struct Outer {
  std::string name;
  int count = 1;
  std::optional<Seconds> duration;
  std::vector<Inner> parts;
  Colour colour = Colour::red;
  Inner parameters;
};
BOOST_DESCRIBE_STRUCT(Outer, (), (name, count, duration, parts, colour, parameters))

}  // namespace

template <>
inline constexpr auto kRules<Inner> = rules({{.field = "bpm", .min = 20, .max = 300}});
template <>
inline constexpr auto kRules<Outer> = rules({
    {.field = "name", .required = true, .min = 1, .max = 5},
    {.field = "count", .min = 1, .max = 8},
});

namespace {

// The error that reading `text` as an Outer ends with.
InvalidParameter refusal(std::string_view text) {
  try {
    from_json<Outer>(parse_json(text));
  } catch (const InvalidParameter& error) {
    return error;
  }
  throw std::logic_error("it was accepted");
}

TEST(Json, ReadsWhatItWrote) {
  Outer out;
  out.name = "ä/b";
  out.duration = Seconds(1.25);
  out.parts = {{90}, {100.5}};
  out.colour = Colour::green;
  const Json json = to_json(out);
  EXPECT_EQ(to_text(json),
            R"({"name":"ä/b","count":1,"duration":1.25,"parts":[{"bpm":90},{"bpm":100.5}],)"
            R"("colour":"green","parameters":{"bpm":120}})");
  EXPECT_EQ(to_json(from_json<Outer>(json)), json);
}

TEST(Json, KeepsDefaultsForMembersLeftOut) {
  const auto out = from_json<Outer>(parse_json(R"({"name":"a"})"));
  EXPECT_EQ(out.count, 1);
  EXPECT_EQ(out.duration, std::nullopt);
}

TEST(Json, NamesTheFieldAtFault) {
  EXPECT_EQ(refusal(R"({"name":"a","parameters":{"bpm":5}})").field(), "/parameters/bpm");
  EXPECT_EQ(refusal(R"({"name":"a","parts":[{"bpm":90},{"bpm":"x"}]})").field(), "/parts/1/bpm");
  EXPECT_EQ(refusal(R"({"name":"a","colour":"blue"})").field(), "/colour");
  EXPECT_EQ(refusal(R"({})").field(), "/name");
  EXPECT_EQ(refusal(R"({"name":"a","nmae":"b"})").field(), "/nmae");
}

TEST(Json, RefusesValuesOutOfRange) {
  EXPECT_THAT(refusal(R"({"name":"a","count":0})").detail(), HasSubstr("between 1 and 8"));
  EXPECT_THAT(refusal(R"({"name":"a","count":1.5})").detail(), HasSubstr("whole number"));
  EXPECT_THAT(refusal(R"({"name":"a","count":1e300})").detail(), HasSubstr("out of range"));
  EXPECT_THAT(refusal(R"({"name":""})").detail(), HasSubstr("must not be empty"));
  EXPECT_THAT(refusal(R"({"name":"abcdef"})").detail(), HasSubstr("characters"));
  EXPECT_THAT(refusal(R"({"name":null})").detail(), HasSubstr("must be a string, not null"));
}

TEST(Json, CountsCharactersNotBytes) {
  EXPECT_EQ(from_json<Outer>(parse_json(R"({"name":"äöüßé"})")).name, "äöüßé");
}

TEST(Json, SaysWhereTextIsBroken) {
  try {
    parse_json("{\n  \"a\": ]");
    FAIL();
  } catch (const InvalidJson& error) {
    EXPECT_THAT(error.detail(), HasSubstr("line 2, column"));
  }
}

TEST(Json, RefusesDeepNesting) {
  EXPECT_THROW(parse_json(std::string(100000, '[')), InvalidJson);
  EXPECT_NO_THROW(parse_json(std::string(30, '[') + std::string(30, ']')));
}

struct Change {
  std::optional<std::optional<int>> year;
};
BOOST_DESCRIBE_STRUCT(Change, (), (year))

TEST(Json, TellsWhatIsClearedFromWhatIsLeftOut) {
  EXPECT_FALSE(from_json<Change>(parse_json("{}")).year.has_value());
  const auto cleared = from_json<Change>(parse_json(R"({"year":null})"));
  ASSERT_TRUE(cleared.year.has_value());
  EXPECT_FALSE(cleared.year->has_value());
  EXPECT_EQ(from_json<Change>(parse_json(R"({"year":1999})")).year, std::optional(1999));
}

}  // namespace
}  // namespace musicgen
