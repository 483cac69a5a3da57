// POST /api/lyrics/check

#include "studio/lyrics.h"

#include "api/testing/app_fixture.h"

namespace musicgen::api {
namespace {

using musicgen::testing::Answer;
using ::testing::HasSubstr;

class LyricsApi : public musicgen::testing::AppTest {
 protected:
  Answer check(const JsonObject& body) { return post("/api/lyrics/check", to_text(body)); }

  // The code and the field of a refusal, "invalid_lyrics /lyrics".
  std::string refusal(const JsonObject& body) {
    const Answer answer = check(body);
    if (answer.status < 400) return "accepted";
    return fmt::format("{} {}", answer.code(), answer.field());
  }
};

TEST_F(LyricsApi, AnswersWithTimesTokensAndWarningsByLine) {
  const Answer answer =
      check({{"lyrics", "[00:10.00]hello world\n[00:10.10]x\n[00:20.00]"}, {"duration", 95}});
  ASSERT_EQ(answer.status, 200) << answer.body;
  const Json report = answer.json();
  EXPECT_EQ(report.at("format"), Json("lrc"));
  const Json& line = report.at("lines").at(0);
  EXPECT_EQ(line.at("line"), Json(1));
  EXPECT_EQ(line.at("text"), Json("hello world"));
  EXPECT_EQ(from_json<double>(line.at("start")), 10.0);
  EXPECT_EQ(line.at("language"), Json("en"));
  EXPECT_EQ(line.at("syllables"), Json(3));
  EXPECT_EQ(from_json<std::vector<int>>(line.at("tokens")),
            (std::vector<int>{42, 58, 51, 24, 5, 49, 8, 51, 31}));
  EXPECT_EQ(line.at("warnings").at(0).at("code"), Json("too_close"));
}

TEST_F(LyricsApi, TimesPlainLyrics) {
  const Json report =
      check({{"lyrics", "[verse]\nhello\nworld\n[instrumental]"}, {"bpm", 90}}).json();
  EXPECT_EQ(report.at("format"), Json("plain"));
  EXPECT_EQ(report.at("lines").at(1).at("section"), Json("verse"));
  EXPECT_LT(from_json<double>(report.at("lines").at(0).at("start")),
            from_json<double>(report.at("lines").at(1).at("start")));
}

TEST_F(LyricsApi, TakesLyricsWithoutWords) {
  for (const char* lyrics : {"", "\n", "...", "🎵"}) {
    const Answer answer = check({{"lyrics", lyrics}});
    ASSERT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(answer.json().at("warnings").at(0).at("code"), Json("no_words"));
  }
}

TEST_F(LyricsApi, RefusesOtherLanguagesWithTheLine) {
  const Answer answer = check({{"lyrics", "hello\n안녕하세요"}});
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.code(), "invalid_lyrics");
  EXPECT_EQ(answer.field(), "/lyrics");
  EXPECT_THAT(answer.body, HasSubstr("Line 2: \\\"안\\\" is Korean."));
}

TEST_F(LyricsApi, RefusesValuesOutOfRange) {
  EXPECT_EQ(refusal({}), "invalid_parameter /lyrics");
  EXPECT_EQ(refusal({{"lyrics", 7}}), "invalid_parameter /lyrics");
  EXPECT_EQ(refusal({{"lyrics", std::string(20001, 'a')}}), "invalid_parameter /lyrics");
  EXPECT_EQ(refusal({{"lyrics", std::string(15000, 'a')}}), "invalid_lyrics /lyrics");
  EXPECT_EQ(refusal({{"lyrics", "a"}, {"duration", 286}}), "invalid_parameter /duration");
  EXPECT_EQ(refusal({{"lyrics", "a"}, {"bpm", 0}}), "invalid_parameter /bpm");
  EXPECT_EQ(refusal({{"lyrics", "a"}, {"text", "b"}}), "invalid_parameter /text");
}

TEST_F(LyricsApi, RefusesModelsThatDoNotSing) {
  EXPECT_EQ(refusal({{"lyrics", "a"}, {"model", "composer"}}), "invalid_parameter /model");
  EXPECT_EQ(refusal({{"lyrics", "a"}, {"model", "NoSuchModel"}}), "model_not_found /model");
}

TEST_F(LyricsApi, KnowsTheLengthsOfTheModels) {
  EXPECT_EQ(refusal({{"lyrics", "a"}, {"model", "DiffRhythm-1.2-base"}, {"duration", 120}}),
            "invalid_parameter /duration");
  EXPECT_EQ(refusal({{"lyrics", "a"}, {"model", "diffrhythm-1.2-full"}, {"duration", 120}}),
            "accepted");
}

TEST_F(LyricsApi, StandsInTheReference) {
  EXPECT_THAT(get("/openapi.json").body, HasSubstr("\"/api/lyrics/check\""));
}

}  // namespace
}  // namespace musicgen::api
