#include "engines/diffrhythm/checkpoint/json.h"

#include <gtest/gtest.h>

#include "engines/diffrhythm/error.h"

namespace musicgen::diffrhythm {
namespace {

JsonValue parse(const std::string& text) {
  return JsonValue::parse(text, "text");
}

TEST(JsonValue, ReadsEveryKindOfValue) {
  const JsonValue value = parse(R"( {"a":[1,-2.5e1,true,null],"b":{"c":"\u00e9\n\ud83c\udfb5"}} )");
  EXPECT_EQ(value.at("a").array()[0].integer(), 1);
  EXPECT_EQ(value.at("a").array()[1].number(), -25);
  EXPECT_TRUE(value.at("a").array()[2].boolean());
  EXPECT_TRUE(value.at("a").array()[3].is_null());
  EXPECT_EQ(value.at("b").at("c").string(), "é\n🎵");
}

TEST(JsonValue, RefusesWhatIsNotJson) {
  for (const char* text : {"", "{", "[1,]", "{\"a\":1,}", "01", "1.", "nul", "\"\x01\"", "\"\\x\"",
                           "\"\\ud800\"", "1 2", "{\"a\":1,\"a\":2}", "+1", "\"", "1e999"}) {
    EXPECT_THROW(parse(text), NeuralError) << text;
  }
}

TEST(JsonValue, RefusesDeepNestingInsteadOfOverflowing) {
  EXPECT_THROW(parse(std::string(100'000, '[')), NeuralError);
}

TEST(JsonValue, RefusesAValueOfAnotherKind) {
  EXPECT_THROW(parse("1.5").integer(), NeuralError);
  EXPECT_THROW(parse("{}").at("missing"), NeuralError);
}

}  // namespace
}  // namespace musicgen::diffrhythm
