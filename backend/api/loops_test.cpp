// /api/loop: what is accepted under which names, and what is refused with which words.

#include <cmath>

#include "api/testing/app_fixture.h"
#include "audio/encoder.h"
#include "studio/tracks.h"
#include "studio/work.h"

namespace musicgen::api {
namespace {

using musicgen::testing::Answer;
using ::testing::HasSubstr;
using ::testing::Not;

class LoopApi : public musicgen::testing::AppTest {
 protected:
  // Four seconds that repeat themselves every second.
  std::string add_sound() {
    const auto path = home_.path() / "beat.wav";
    const auto out = audio::open_encoder(path, {.format = audio::FileFormat::wav});
    std::vector<float> samples(std::size_t{2} * 4 * 44100);
    for (std::size_t i = 0; i < samples.size(); ++i) {
      const double second = static_cast<double>(i / 2 % 44100) / 44100;
      samples[i] = static_cast<float>(0.5 * std::exp(-2 * second) * std::sin(1382.3 * second));
    }
    out->write(samples);
    out->finish();
    return studio::import_upload(studio(), path, "beat.wav").id;
  }

  Answer loop(const std::string& track, const std::string& more = "") {
    return post("/api/loop/jobs", fmt::format(R"({{"trackId":"{}"{}}})", track, more));
  }

  // The code and the field of a refusal, "invalid_parameter /duration".
  static std::string refusal(const Answer& answer) {
    if (answer.status < 400) return "accepted";
    return fmt::format("{} {}", answer.code(), answer.field());
  }

  Json request_of(const Answer& accepted) {
    return studio().queue.get(std::string(accepted.json().at("id").as_string())).request;
  }

  std::int64_t jobs() { return studio().queue.list({}).total; }
};

TEST_F(LoopApi, QueuesAJobUnderTheContractsNames) {
  const Answer answer = loop(add_sound(), R"(,"duration":"1h30m","fadeInOut":false)");
  ASSERT_EQ(answer.status, 202) << answer.body;
  EXPECT_EQ(answer.json().at("status"), Json("PENDING"));
  EXPECT_EQ(answer.json().at("progress").to_number<double>(), 0);
  const Json request = request_of(answer);
  EXPECT_EQ(request.at("duration").to_number<double>(), 5400);
  EXPECT_EQ(request.at("fade_in_out"), Json(false));
}

TEST_F(LoopApi, TakesEitherCaseOfAName) {
  const std::string track = add_sound();
  const Answer answer =
      post("/api/loop/jobs",
           fmt::format(R"({{"track_id":"{}","fade_in_out":false,"fadeDuration":2}})", track));
  ASSERT_EQ(answer.status, 202) << answer.body;
  EXPECT_EQ(request_of(answer).at("fade_duration").to_number<double>(), 2);
  EXPECT_EQ(refusal(loop(track, fmt::format(R"(,"track_id":"{}")", track))),
            "invalid_parameter /trackId");
}

TEST_F(LoopApi, MakesALoopAndAnswersInUpperCase) {
  const std::string track = add_sound();
  const Answer accepted =
      loop(track, R"(,"duration":30,"loop_start":1,"loop_end":3,"format":"flac")");
  ASSERT_EQ(accepted.status, 202) << accepted.body;
  const std::string id(accepted.json().at("id").as_string());
  jobs::run_job(studio().queue, id, studio::handler_for(studio()), {.name = "test"},
                [](const jobs::Job&) {}, {});
  const Json made = get("/api/loop/jobs/" + id).json();
  ASSERT_EQ(made.at("status"), Json("COMPLETED")) << to_text(made);
  EXPECT_EQ(made.at("duration").to_number<double>(), 30);
  EXPECT_EQ(made.at("loop").at("start_frame"), Json(44100));
  EXPECT_EQ(made.at("loop").at("end_frame"), Json(132300));
  EXPECT_TRUE(made.at("error").is_null());
  EXPECT_EQ(get(std::string(made.at("resultUrl").as_string())).header("content-type"),
            "audio/flac");
  const Json job = get("/api/jobs/" + id).json();
  EXPECT_EQ(job.at("status"), Json("completed"));
  EXPECT_EQ(job.at("result").at("loop"), made.at("loop"));
  const Json kept = get("/api/tracks/" + id).json();
  EXPECT_EQ(kept.at("kind"), Json("loop"));
  EXPECT_EQ(kept.at("parent_id"), Json(track));
}

TEST_F(LoopApi, LoopsAFileOfTheLibraryByItsNameOrId) {
  const std::string track = add_sound();
  for (const std::string& name : {track, track + ".wav", "/output/" + track + ".wav"}) {
    const Answer answer =
        post("/api/loop/create",
             fmt::format(R"({{"input_file":"{}","target_duration":"2h","output_format":"opus"}})",
                         name));
    ASSERT_EQ(answer.status, 202) << answer.body;
    EXPECT_EQ(request_of(answer).at("format"), Json("opus"));
    EXPECT_EQ(request_of(answer).at("duration").to_number<double>(), 7200);
  }
}

TEST_F(LoopApi, KnowsNoFilesOutsideTheLibrary) {
  const std::string track = add_sound();
  for (const std::string& name : {std::string("../library.sqlite"), std::string("/etc/passwd"),
                                  "x/" + track + ".wav", track + ".mp3", std::string("song.mp3")}) {
    const Answer answer = post("/api/loop/create", fmt::format(R"({{"input_file":"{}"}})", name));
    EXPECT_EQ(refusal(answer), "file_not_found /input_file") << name;
    EXPECT_EQ(answer.status, 404);
  }
}

TEST_F(LoopApi, AnalysesATrack) {
  const Answer answer =
      post("/api/loop/analyze", fmt::format(R"({{"track_id":"{}"}})", add_sound()));
  ASSERT_EQ(answer.status, 200) << answer.body;
  const Json analysis = answer.json();
  EXPECT_EQ(analysis.at("sample_rate_hz"), Json(44100));
  const Json best = analysis.at("candidates").at(0);
  EXPECT_LT(best.at("start_frame").as_int64(), best.at("end_frame").as_int64());
  EXPECT_DOUBLE_EQ(best.at("end").to_number<double>() * 44100,
                   best.at("end_frame").to_number<double>());
  EXPECT_TRUE(best.at("parts").as_object().contains("correlation"));
}

TEST_F(LoopApi, RefusesLengthsThatCantBe) {
  const std::string track = add_sound();
  for (const char* length : {"0", "-5", "0.5", "86401", "1e300", "\"0\"", "\"-2h\"", "\"25h\"",
                             "\"soon\"", "\"\"", "\"nan\"", "true", "null", "[60]", "{}"}) {
    EXPECT_EQ(refusal(loop(track, fmt::format(R"(,"duration":{})", length))),
              "invalid_parameter /duration")
        << length;
    EXPECT_EQ(
        refusal(post("/api/loop/create",
                     fmt::format(R"({{"input_file":"{}","target_duration":{}}})", track, length))),
        "invalid_parameter /target_duration")
        << length;
  }
  EXPECT_EQ(jobs(), 0);
}

TEST_F(LoopApi, RefusesPointsOutsideTheTrack) {
  const std::string track = add_sound();
  EXPECT_EQ(refusal(loop(track, R"(,"loop_start":3,"loop_end":1)")), "invalid_loop /loop_end");
  EXPECT_EQ(refusal(loop(track, R"(,"loop_start":1,"loop_end":99)")), "invalid_loop /loop_end");
  EXPECT_EQ(refusal(loop(track, R"(,"loop_start":-1,"loop_end":2)")),
            "invalid_parameter /loop_start");
  EXPECT_EQ(refusal(loop(track, R"(,"loop_start":1e300,"loop_end":2)")),
            "invalid_parameter /loop_start");
  EXPECT_EQ(refusal(loop(track, R"(,"loop_start":1)")), "invalid_parameter /loop_end");
  EXPECT_EQ(refusal(loop(track, R"(,"crossfade":0.5)")), "invalid_parameter /crossfade");
  EXPECT_EQ(refusal(loop(track, R"(,"loop_start":1,"loop_end":3,"crossfade":-1)")),
            "invalid_parameter /crossfade");
}

TEST_F(LoopApi, RefusesOtherValuesOutOfRange) {
  const std::string track = add_sound();
  for (const auto& [field, value] :
       std::vector<std::pair<std::string, std::string>>{{"format", "\"exe\""},
                                                        {"bitrate", "5000000"},
                                                        {"fade_duration", "-1"},
                                                        {"ending", "\"sudden\""},
                                                        {"mode", "\"shuffle\""},
                                                        {"fadeInOut", "1"},
                                                        {"tempo", "90"}}) {
    EXPECT_EQ(refusal(loop(track, fmt::format(R"(,"{}":{})", field, value))),
              "invalid_parameter /" + field);
  }
  EXPECT_EQ(refusal(post("/api/loop/jobs", "{}")), "invalid_parameter /trackId");
}

TEST_F(LoopApi, LetsOnlyComposedTracksEvolve) {
  const Answer answer = loop(add_sound(), R"(,"mode":"evolve")");
  EXPECT_EQ(refusal(answer), "invalid_parameter /mode");
  EXPECT_THAT(answer.body, HasSubstr("composed here"));
  EXPECT_THAT(get("/openapi.json").body, HasSubstr("evolve"));
}

TEST_F(LoopApi, LetsASongEvolve) {
  const std::string song(
      post("/api/generate", R"({"prompt":"lo-fi","duration":5})").json().at("job_id").as_string());
  const auto do_job = [&](const std::string& id) {
    jobs::run_job(studio().queue, id, studio::handler_for(studio()),
                  {.name = "test", .models = {"composer"}}, [](const jobs::Job&) {}, {});
  };
  do_job(song);
  for (const std::string field : {"loop_start", "loop_end", "crossfade"}) {
    EXPECT_EQ(refusal(loop(song, fmt::format(R"(,"mode":"evolve","{}":1)", field))),
              "invalid_parameter /" + field);
  }
  const Answer accepted = loop(song, R"(,"mode":"evolve","duration":6,"seed":3)");
  ASSERT_EQ(accepted.status, 202) << accepted.body;
  const std::string id(accepted.json().at("id").as_string());
  do_job(id);
  const Json made = get("/api/loop/jobs/" + id).json();
  ASSERT_EQ(made.at("status"), Json("COMPLETED")) << to_text(made);
  EXPECT_EQ(made.at("duration").to_number<double>(), 6);
  EXPECT_TRUE(made.at("loop").is_null());
  const Json track = get("/api/tracks/" + id).json();
  EXPECT_EQ(track.at("parent_id"), Json(song));
  EXPECT_EQ(track.at("seed"), Json(3));
}

TEST_F(LoopApi, MakesAVideoOfALoop) {
  const Answer accepted =
      loop(add_sound(), R"(,"duration":20,"loop_start":1,"loop_end":3,"video":true)");
  ASSERT_EQ(accepted.status, 202) << accepted.body;
  const std::string id(accepted.json().at("id").as_string());
  jobs::run_job(studio().queue, id, studio::handler_for(studio()), {.name = "test"},
                [](const jobs::Job&) {}, {});
  const Json made = get("/api/loop/jobs/" + id).json();
  ASSERT_EQ(made.at("status"), Json("COMPLETED")) << to_text(made);
  const std::string url(made.at("resultUrl").as_string());
  EXPECT_THAT(url, HasSubstr(".mp4"));
  EXPECT_EQ(get(url).header("content-type"), "video/mp4");
}

TEST_F(LoopApi, KnowsOnlyItsOwnTracksAndJobs) {
  EXPECT_EQ(loop("0190aaaa-0000-7000-8000-000000000000").code(), "track_not_found");
  EXPECT_EQ(loop("nonsense").code(), "track_not_found");
  EXPECT_EQ(get("/api/loop/jobs/" + add_job()).code(), "job_not_found");
  EXPECT_EQ(get("/api/loop/jobs/nonsense").code(), "job_not_found");
}

TEST_F(LoopApi, StandsInTheReference) {
  const Json paths = get("/openapi.json").json().at("paths");
  for (const char* path :
       {"/api/loop/analyze", "/api/loop/jobs", "/api/loop/jobs/{id}", "/api/loop/create"}) {
    EXPECT_TRUE(paths.as_object().contains(path)) << path;
  }
}

}  // namespace
}  // namespace musicgen::api
