#include "engines/diffrhythm/engine/plan.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/config.h"
#include "engines/diffrhythm/engine/parameters.h"
#include "engines/diffrhythm/lyrics/espeak/espeak.h"

namespace musicgen::diffrhythm {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class Plan : public testing::Test {
 protected:
  static engines::Request request(double seconds, std::string lyrics = "") {
    engines::Request request;
    request.prompt = "Tender piano ballad";
    request.duration = Seconds(seconds);
    request.instrumental = lyrics.empty();
    request.lyrics = std::move(lyrics);
    request.seed = 3;
    return request;
  }

  SingingPlan base(const engines::Request& request) const {
    return plan_song("Base", ModelKind::base, request, tokenizer_);
  }
  SingingPlan full(const engines::Request& request) const {
    return plan_song("Full", ModelKind::full, request, tokenizer_);
  }

  // The field and the words of what the request is refused with.
  Problem refusal(ModelKind kind, const engines::Request& request) const {
    try {
      plan_song("Model", kind, request, tokenizer_);
    } catch (const Error& error) {
      return problem_of(error);
    }
    return {};
  }

  static std::int64_t spoken(const SingingPlan& plan) {
    return std::ranges::count_if(plan.tokens, [](std::int64_t token) { return token != 0; });
  }

  lyrics::Tokenizer tokenizer_{resource_folder() / "lyrics", lyrics::open_speaker};
};

TEST_F(Plan, OfTheShortModelHasAllItsFrames) {
  const SingingPlan plan = base(request(95));
  EXPECT_EQ(plan.frames, 2048);
  EXPECT_EQ(plan.max_frames, 2048);
  EXPECT_EQ(plan.tokens.size(), 2048u);
  EXPECT_EQ(plan.duration_share, 1);
  EXPECT_EQ(plan.samples, 95 * 44100);
  EXPECT_EQ(spoken(plan), 0);
}

TEST_F(Plan, OfTheLongModelEndsWithTheSong) {
  for (const double seconds : {96.0, 150.5, 284.99, 285.0}) {
    const SingingPlan plan = full(request(seconds));
    EXPECT_EQ(plan.frames, static_cast<std::int64_t>(std::min(seconds * 44100 / 2048, 6144.0)));
    EXPECT_EQ(plan.tokens.size(), static_cast<std::size_t>(plan.frames));
    EXPECT_NEAR(plan.duration_share, static_cast<double>(plan.frames) / 6144, 1e-3);
    EXPECT_LE(plan.samples - plan.frames * 2048, 2048);
  }
}

TEST_F(Plan, PutsTheWordsWhereTheirTimesAre) {
  const SingingPlan plan = base(request(95, "[00:10.00]Moonlight\n[00:20.00]Shadow\n[00:30.00]"));
  const auto first =
      std::ranges::find_if(plan.tokens, [](std::int64_t token) { return token != 0; });
  EXPECT_EQ(first - plan.tokens.begin(), 10 * 44100 / 2048);
  EXPECT_GT(spoken(plan), 8);
  EXPECT_EQ(plan.title, "Moonlight");
}

TEST_F(Plan, KnowsTheSectionsOfPlainLyrics) {
  const SingingPlan plan = full(request(120, "[verse]\nMoonlight spills\n\n[chorus]\nNeon ghosts"));
  ASSERT_EQ(plan.sections.size(), 2u);
  EXPECT_EQ(plan.sections[0].name, "verse");
  EXPECT_EQ(plan.sections[1].name, "chorus");
  EXPECT_LT(plan.sections[0].start, plan.sections[1].start);
}

TEST_F(Plan, TellsTheStyleModelMoodGenreAndInstruments) {
  engines::Request wanted = request(95);
  wanted.parameters = {{"genre", "Pop"}, {"mood", "warm"}, {"instruments", {"piano", "cello"}}};
  EXPECT_EQ(base(wanted).style, "Tender piano ballad, Pop, warm, piano, cello");
}

TEST_F(Plan, FollowsAReferenceBesideItsWords) {
  engines::Request wanted = request(95);
  wanted.reference = {.id = "0190", .file = "/songs/a.mp3", .duration = Seconds(10)};
  const SingingPlan plan = base(wanted);
  EXPECT_EQ(plan.reference, "/songs/a.mp3");
  EXPECT_EQ(plan.reference_strength, 0.5);
  EXPECT_EQ(plan.brief.at("reference_track_id"), "0190");
  wanted.parameters = {{"reference_strength", 1}};
  EXPECT_EQ(base(wanted).reference_strength, 1);
  EXPECT_TRUE(base(request(95)).brief.at("reference_track_id").is_null());
}

TEST_F(Plan, RefusesAReferenceThatIsTooShort) {
  engines::Request wanted = request(95);
  wanted.reference = {.id = "0190", .file = "/songs/a.mp3", .duration = Seconds(9.9)};
  const Problem problem = refusal(ModelKind::base, wanted);
  EXPECT_EQ(problem.field, "/reference_track_id");
  EXPECT_THAT(problem.detail, HasSubstr("10 s"));
}

TEST_F(Plan, IsTheSameFromItsOwnBrief) {
  engines::Request wanted = request(95, "[verse]\nMoonlight spills\n[outro]\n");
  const SingingPlan plan = base(wanted);
  wanted.lyrics = std::string(plan.brief.at("lyrics").as_string());
  EXPECT_EQ(base(wanted).tokens, plan.tokens);
}

TEST_F(Plan, RefusesLengthsThatTheModelCanNotMake) {
  for (const double seconds : {5.0, 94.9, 95.1, 180.0}) {
    EXPECT_EQ(refusal(ModelKind::base, request(seconds)).field, "/duration") << seconds;
  }
  for (const double seconds : {95.0, 285.5, 3600.0}) {
    EXPECT_THAT(refusal(ModelKind::full, request(seconds)).detail, HasSubstr("96 to 285"))
        << seconds;
  }
}

TEST_F(Plan, RefusesLyricsOfWhichNothingIsSung) {
  const Problem late = refusal(ModelKind::base, request(95, "\n[02:00.00]Too late\n[02:10.00]"));
  EXPECT_EQ(late.code, "invalid_lyrics");
  EXPECT_THAT(late.detail, HasSubstr("Line 2"));
  EXPECT_EQ(refusal(ModelKind::base, request(95, "... !!")).code, "invalid_lyrics");
  EXPECT_THAT(refusal(ModelKind::full, request(100, "good\nПривет")).detail, HasSubstr("Line 2"));
}

TEST_F(Plan, RefusesASongWithoutWordsThatIsNotInstrumental) {
  engines::Request wanted = request(95);
  wanted.instrumental = false;
  EXPECT_EQ(refusal(ModelKind::base, wanted).field, "/lyrics");
}

TEST_F(Plan, RefusesParametersByTheirNames) {
  const std::vector<std::pair<JsonObject, std::string>> wrong = {
      {{{"steps", 1}}, "/parameters/steps"},
      {{{"steps", 201}}, "/parameters/steps"},
      {{{"cfg_strength", -1}}, "/parameters/cfg_strength"},
      {{{"precision", "fp8"}}, "/parameters/precision"},
      {{{"device", "tpu"}}, "/parameters/device"},
      {{{"fast", "yes"}}, "/parameters/fast"},
      {{{"key", "F# minor"}}, "/parameters/key"},
  };
  for (const auto& [parameters, field] : wrong) {
    engines::Request wanted = request(95);
    wanted.parameters = parameters;
    EXPECT_EQ(refusal(ModelKind::base, wanted).field, field);
  }
}

TEST_F(Plan, DescribesEachParameter) {
  const Json schemas = parameter_schemas();
  EXPECT_EQ(schemas.at("steps").at("default").as_int64(), 32);
  for (const auto& item : schemas.as_object()) {
    EXPECT_TRUE(item.value().as_object().contains("description")) << item.key();
  }
}

}  // namespace
}  // namespace musicgen::diffrhythm
