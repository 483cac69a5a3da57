// /api/tracks/{id}/exports, /api/archives and /api/playlists

#include "api/testing/app_fixture.h"
#include "audio/encoder.h"
#include "studio/export.h"
#include "studio/tracks.h"
#include "studio/work.h"

namespace musicgen::api {
namespace {

using musicgen::testing::Answer;
using ::testing::HasSubstr;

std::string text_of(const Json& value) {
  return std::string(value.as_string());
}

class ExportsApi : public musicgen::testing::AppTest {
 protected:
  library::Track add_sound(const std::string& title) {
    const auto file = home_.path() / "tone.wav";
    const auto out = audio::open_encoder(file, {.format = audio::FileFormat::wav});
    std::vector<float> samples(2 * 44100);
    for (std::size_t i = 0; i < samples.size(); ++i) {
      samples[i] = 0.5f * std::sin(0.05f * static_cast<float>(i / 2));
    }
    out->write(samples);
    out->finish();
    return studio::import_upload(studio(), file, title + ".wav");
  }

  std::string exports_of(const std::string& id) {
    return fmt::format("/api/tracks/{}/exports", id);
  }
  std::string archive_of(const std::vector<std::string>& ids) {
    return to_text(JsonObject{{"track_ids", to_json(ids)}});
  }

  // Does the job as a worker would; returns it as the API shows it.
  Json finish(const std::string& job_id) {
    const auto lease = studio().queue.claim("me", {}, job_id);
    const auto nothing = [](double, std::string_view) {};
    studio().queue.complete(*lease, studio::handler_for(studio())(lease->job, nothing, {}));
    return get("/api/jobs/" + job_id).json();
  }
};

TEST_F(ExportsApi, LeadsFromARequestToADownload) {
  const library::Track track = add_sound("Régen");
  const Answer accepted =
      post(exports_of(track.id), R"({"format":"mp3","filename":"{title} - {format}"})");
  EXPECT_EQ(accepted.field(), "/filename");
  const Answer answer =
      post(exports_of(track.id), R"({"format":"mp3","loudness_lufs":-16,"fade_out":0.5})");
  ASSERT_EQ(answer.status, 202) << answer.body;
  EXPECT_EQ(answer.json().at("status"), Json("pending"));
  const Json job = finish(text_of(answer.json().at("job_id")));
  EXPECT_EQ(job.at("kind"), Json("export"));
  EXPECT_EQ(job.at("result").at("track_id"), Json(track.id));
  EXPECT_EQ(job.at("result").at("file_name"), Json("Régen.mp3"));
  const Answer file = get(text_of(job.at("result").at("audio_url")) + "?download=1");
  EXPECT_EQ(file.status, 200);
  EXPECT_EQ(file.header("content-type"), "audio/mpeg");
  EXPECT_THAT(file.header("content-disposition"), HasSubstr("R%C3%A9gen.mp3"));
}

TEST_F(ExportsApi, PacksArchives) {
  const library::Track track = add_sound("Rain");
  const Answer answer = post("/api/archives", archive_of({track.id, track.id}));
  ASSERT_EQ(answer.status, 202) << answer.body;
  const Json job = finish(text_of(answer.json().at("job_id")));
  const Answer file = get(text_of(job.at("result").at("audio_url")));
  EXPECT_EQ(file.header("content-type"), "application/zip");
  EXPECT_THAT(file.body, ::testing::StartsWith("PK"));
}

TEST_F(ExportsApi, TakesTheFileAwayWithTheJob) {
  const library::Track track = add_sound("Rain");
  const Answer answer = post(exports_of(track.id), "{}");
  const std::string id = text_of(answer.json().at("job_id"));
  const std::string url = text_of(finish(id).at("result").at("audio_url"));
  EXPECT_EQ(call("DELETE", "/api/jobs/" + id).status, 204);
  EXPECT_EQ(get(url).code(), "file_not_found");
  EXPECT_EQ(get(track.file_url).status, 200);
}

TEST_F(ExportsApi, RefusesBadExports) {
  const std::string url = exports_of(add_sound("Rain").id);
  const std::pair<const char*, const char*> wrong[] = {
      {R"({"format":"exe"})", "/format"},
      {R"({"loudness_lufs":1e300})", "/loudness_lufs"},
      {R"({"loudness_lufs":0})", "/loudness_lufs"},
      {R"({"loudness_lufs":"loud"})", "/loudness_lufs"},
      {R"({"fade_in":-1})", "/fade_in"},
      {R"({"fade_out":1e18})", "/fade_out"},
      {R"({"fade_in":0.6,"fade_out":0.6})", "/fade_out"},
      {R"({"sample_rate_hz":1})", "/sample_rate_hz"},
      {R"({"format":"mp3","bitrate":1000})", "/bitrate"},
      {R"({"bitrate":1e100})", "/bitrate"},
      {R"({"filename":""})", "/filename"},
      {R"({"filename":"{title"})", "/filename"},
      {R"({"colour":"red"})", "/colour"},
  };
  for (const auto& [body, field] : wrong) {
    const Answer answer = post(url, body);
    EXPECT_EQ(answer.status, 400) << body;
    EXPECT_EQ(answer.field(), field) << body << answer.body;
  }
  for (const char* body : {"", "{", "[]", R"({"fade_in":NaN})", R"({"fade_in":1e999})"}) {
    EXPECT_EQ(post(url, body).status, 400) << body;
  }
  EXPECT_EQ(get("/api/jobs").json().at("total"), Json(0));
}

TEST_F(ExportsApi, MakesSafeNamesOfPaths) {
  const library::Track track = add_sound("Rain");
  const Answer answer = post(exports_of(track.id), R"({"filename":"../../{title}/etc\\x"})");
  const Json job = finish(text_of(answer.json().at("job_id")));
  EXPECT_EQ(job.at("result").at("file_name"), Json("Rain-etc-x.wav"));
}

TEST_F(ExportsApi, RefusesBadArchives) {
  EXPECT_EQ(post("/api/archives", archive_of({})).field(), "/track_ids");
  EXPECT_EQ(post("/api/archives", "{}").field(), "/track_ids");
  EXPECT_EQ(post("/api/archives", R"({"track_ids":"all"})").field(), "/track_ids");
  EXPECT_EQ(post("/api/archives", R"({"track_ids":[7]})").field(), "/track_ids/0");
  EXPECT_EQ(post("/api/archives", archive_of({new_id()})).code(), "track_not_found");
  EXPECT_EQ(post("/api/archives", archive_of({"../x"})).code(), "track_not_found");
  EXPECT_EQ(post("/api/archives", archive_of(std::vector<std::string>(1001, "x"))).field(),
            "/track_ids");
}

TEST_F(ExportsApi, SaysWhatIsMissing) {
  EXPECT_EQ(post(exports_of(new_id()), "{}").code(), "track_not_found");
  EXPECT_EQ(post(exports_of("..%2f.."), "{}").code(), "track_not_found");
  EXPECT_EQ(post(exports_of(add_track("No file").id), "{}").code(), "file_not_found");
}

class PlaylistsApi : public ExportsApi {};

TEST_F(PlaylistsApi, AreMadeChangedAndRemoved) {
  const std::string rain = add_track("Rain").id;
  const std::string wind = add_track("Wind").id;
  const Answer made =
      post("/api/playlists",
           to_text(JsonObject{{"name", "Evening"}, {"track_ids", JsonArray{rain, wind}}}));
  ASSERT_EQ(made.status, 201) << made.body;
  const std::string url = made.header("location");
  EXPECT_EQ(get(url).json().at("track_ids"), Json(JsonArray{rain, wind}));

  const auto put = [&](const Json& body) {
    return call("PUT", url, {{"Content-Type", "application/json"}}, to_text(body));
  };
  EXPECT_EQ(put(JsonObject{{"track_ids", JsonArray{wind, rain}}}).json().at("track_ids"),
            Json(JsonArray{wind, rain}));
  EXPECT_EQ(put(JsonObject{{"track_ids", JsonArray{"x"}}}).field(), "/track_ids/0");
  EXPECT_EQ(put(JsonObject{{"name", ""}}).field(), "/name");

  const Json page = get("/api/playlists").json();
  EXPECT_EQ(page.at("total"), Json(1));
  EXPECT_EQ(page.at("items").at(0).at("name"), Json("Evening"));
  EXPECT_EQ(call("DELETE", url).status, 204);
  EXPECT_EQ(get(url).code(), "not_found");
}

TEST_F(PlaylistsApi, RefusesBadInput) {
  EXPECT_EQ(post("/api/playlists", "{}").field(), "/name");
  EXPECT_EQ(post("/api/playlists", R"({"name":" "})").field(), "/name");
  EXPECT_EQ(post("/api/playlists", R"({"name":5})").field(), "/name");
  EXPECT_EQ(post("/api/playlists", to_text(JsonObject{{"name", std::string(201, 'x')}})).field(),
            "/name");
  EXPECT_EQ(post("/api/playlists", R"({"name":"A","tracks":[]})").field(), "/tracks");
  EXPECT_EQ(post("/api/playlists", R"({"name":"A","track_ids":["../x"]})").field(), "/track_ids/0");
  EXPECT_EQ(get("/api/playlists/..%2fx").code(), "not_found");
  EXPECT_EQ(get("/api/playlists").json().at("total"), Json(0));
}

}  // namespace
}  // namespace musicgen::api
