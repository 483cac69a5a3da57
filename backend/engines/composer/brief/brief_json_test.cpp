#include <gtest/gtest.h>

#include "base/error.h"
#include "engines/composer/brief/brief_fixture.h"

namespace musicgen::composer {
namespace {

using fixture::brief_of;

TEST(BriefJson, NamesKeyAndMeter) {
  const Json json = to_json(brief_of("waltz in F# minor"));
  EXPECT_EQ(json.at("key").as_string(), "F# minor");
  EXPECT_EQ(json.at("meter").as_string(), "3/4");
  EXPECT_EQ(json.at("facts").as_array().front().at("source").as_string(), "prompt");
}

TEST(BriefJson, ComesBackAsItWas) {
  for (const char* prompt : {"lofi with heavy rain, no drums", "epic", "hänsel 🎵", "solo piano"}) {
    const Json json = to_json(brief_of(prompt, (1ull << 53) - 1));
    const Json read = parse_json(to_text(json));
    EXPECT_EQ(to_text(to_json(brief_from_json(read))), to_text(json));
  }
}

void expect_refused(std::string_view field, const Json& value, const std::string& at) {
  JsonObject json = to_json(brief_of("lofi")).as_object();
  json[field] = value;
  try {
    brief_from_json(json);
    ADD_FAILURE() << "taken: " << field;
  } catch (const InvalidParameter& error) {
    EXPECT_EQ(error.field(), at);
  }
}

TEST(BriefJson, IsRefusedWithTheFieldAtFault) {
  expect_refused("bpm", 20, "/bpm");
  expect_refused("bpm", "fast", "/bpm");
  expect_refused("key", "H", "/key");
  expect_refused("meter", "1/1", "/meter");
  expect_refused("energy", {0.5}, "/energy");
  expect_refused("energy", {0.5, 2}, "/energy/1");
  expect_refused("ambience", {{{"name", "rain"}, {"level", 3}}}, "/ambience/0/level");
  expect_refused("instruments", JsonArray{}, "/instruments");
  expect_refused("duration", 0, "/duration");
  expect_refused("version", 2, "/version");
  expect_refused("colour", "red", "/colour");
}

TEST(BriefJson, IsRefusedWithoutWhatMakesASong) {
  for (const char* field : {"genre", "bpm", "key", "meter", "instruments", "energy", "seed"}) {
    JsonObject json = to_json(brief_of("lofi")).as_object();
    json.erase(field);
    EXPECT_THROW(brief_from_json(json), InvalidParameter) << field;
  }
  EXPECT_THROW(brief_from_json(Json("lofi")), InvalidParameter);
}

}  // namespace
}  // namespace musicgen::composer
