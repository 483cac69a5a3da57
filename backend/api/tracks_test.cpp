// /api/tracks, /api/uploads and /output

#include "studio/tracks.h"

#include <cmath>

#include "api/testing/app_fixture.h"
#include "audio/encoder.h"

namespace musicgen::api {
namespace {

using musicgen::testing::Answer;
using musicgen::testing::Fields;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// A PNG of one transparent pixel.
constexpr std::string_view kPixel(
    "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0\x1f\x15\xc4\x89\0\0\0\nIDATx\x9c"
    "c\0\1\0\0\5\0\1\r\n-\xb4\0\0\0\0IEND\xae\x42\x60\x82",
    67);

class TracksApi : public musicgen::testing::AppTest {
 protected:
  std::string address(const library::Track& track, const std::string& more = "") {
    return fmt::format("/api/tracks/{}{}", track.id, more);
  }
  Answer patch(const std::string& target, std::string_view json, const Fields& fields = {}) {
    Fields all = fields;
    all.emplace_back("Content-Type", "application/json");
    return call("PATCH", target, all, json);
  }

  // A second of sound as a file's bytes.
  std::string tone() {
    const auto path = home_.path() / "tone.wav";
    const auto out = audio::open_encoder(path, {.format = audio::FileFormat::wav});
    std::vector<float> samples(2 * 44100);
    for (std::size_t i = 0; i < samples.size(); ++i) {
      samples[i] = 0.5f * std::sin(0.05f * static_cast<float>(i / 2));
    }
    out->write(samples);
    out->finish();
    return read_text_file(path);
  }
};

TEST_F(TracksApi, ListsThemWithFacets) {
  add_track("Rain");
  add_track("Wind");
  const Json page = get("/api/tracks?q=rain").json();
  EXPECT_EQ(page.at("total"), Json(1));
  EXPECT_EQ(page.at("items").at(0).at("title"), Json("Rain"));
  EXPECT_EQ(get("/api/tracks").json().at("facets").at("genre").at("Lo-fi"), Json(2));
}

TEST_F(TracksApi, NullClearsTheYearAndLeavingItOutKeepsIt) {
  const library::Track track = add_track("Rain");
  EXPECT_EQ(patch(address(track), R"({"year":1999})").json().at("year"), Json(1999));
  EXPECT_EQ(patch(address(track), R"({"title":"Storm"})").json().at("year"), Json(1999));
  EXPECT_TRUE(patch(address(track), R"({"year":null})").json().at("year").is_null());
  EXPECT_TRUE(get(address(track)).json().at("year").is_null());
  EXPECT_EQ(patch(address(track), R"({"title":null})").status, 200);
  EXPECT_EQ(get(address(track)).json().at("title"), Json("Storm"));
}

TEST_F(TracksApi, PagesThroughAll) {
  for (int i = 0; i < 5; ++i) add_track(fmt::format("Song {}", i));
  std::vector<std::string> titles;
  std::string cursor;
  do {
    const Json page = get(fmt::format("/api/tracks?sort=title&limit=2&cursor={}", cursor)).json();
    for (const Json& item : page.at("items").as_array()) {
      titles.emplace_back(item.at("title").as_string());
    }
    cursor = page.at("next_cursor").is_null() ? "" : page.at("next_cursor").as_string().c_str();
  } while (!cursor.empty());
  EXPECT_THAT(titles, ::testing::ElementsAre("Song 0", "Song 1", "Song 2", "Song 3", "Song 4"));
}

TEST_F(TracksApi, RefusesQueriesThatItDoesNotKnow) {
  for (const char* query :
       {"sort=size", "cursor=broken", "limit=1000", "favorite=maybe", "colour=red", "q=%ff"}) {
    EXPECT_EQ(get(fmt::format("/api/tracks?{}", query)).code(), "invalid_parameter") << query;
  }
}

TEST_F(TracksApi, TakesAnySearchText) {
  add_track("Rain");
  for (const char* q : {"%22", "*", "rain%20AND", "%27%3B--", "NEAR(", "%F0%9F%8E%B5", "a%00b"}) {
    EXPECT_EQ(get(fmt::format("/api/tracks?q={}", q)).status, 200) << q;
  }
}

TEST_F(TracksApi, SaysThatATrackIsStillTheSame) {
  const auto track = add_track("Rain");
  const Answer first = get(address(track));
  const std::string etag = first.header("etag");
  ASSERT_NE(etag, "");
  const Answer same = get(address(track), {{"If-None-Match", etag}});
  EXPECT_EQ(same.status, 304);
  EXPECT_EQ(same.body, "");
}

TEST_F(TracksApi, ChangesMetadataOnly) {
  const auto track = add_track("Rain");
  const Answer changed = patch(address(track), R"({"title":"Storm","favorite":true})");
  EXPECT_EQ(changed.status, 200) << changed.body;
  EXPECT_EQ(changed.json().at("title"), Json("Storm"));
  EXPECT_EQ(changed.json().at("favorite"), Json(true));
  EXPECT_EQ(patch(address(track), R"({"duration":5})").field(), "/duration");
  EXPECT_EQ(patch(address(track), R"({"file_url":"/output/../x"})").field(), "/file_url");
  EXPECT_EQ(patch(address(track), R"({"title":""})").field(), "/title");
  EXPECT_EQ(
      call("PUT", address(track), {{"Content-Type", "application/json"}}, R"({"artist":"Ich"})")
          .json()
          .at("artist"),
      Json("Ich"));
}

TEST_F(TracksApi, RefusesChangesThatAreMeantForAnOlderState) {
  const auto track = add_track("Rain");
  const std::string old = get(address(track)).header("etag");
  const Answer first = patch(address(track), R"({"title":"Storm"})", {{"If-Match", old}});
  EXPECT_EQ(first.status, 200);
  const Answer second = patch(address(track), R"({"title":"Calm"})", {{"If-Match", old}});
  EXPECT_EQ(second.status, 412);
  EXPECT_EQ(second.code(), "precondition_failed");
  EXPECT_EQ(
      patch(address(track), R"({"title":"Calm"})", {{"If-Match", "\"x\", " + first.header("etag")}})
          .status,
      200);
  EXPECT_EQ(patch(address(track), R"({"title":"Any"})", {{"If-Match", "*"}}).status, 200);
}

TEST_F(TracksApi, PutsThemInTheTrashAndBack) {
  const auto track = add_track("Rain");
  EXPECT_EQ(call("DELETE", address(track)).status, 204);
  EXPECT_EQ(get("/api/tracks").json().at("total"), Json(0));
  EXPECT_EQ(get("/api/tracks?trash=true").json().at("total"), Json(1));
  EXPECT_EQ(call("POST", address(track, "/restore")).status, 200);
  EXPECT_EQ(call("POST", address(track, "/restore")).code(), "conflict");
  EXPECT_EQ(get("/api/tracks").json().at("total"), Json(1));
}

TEST_F(TracksApi, DeletesForGoodWhereAskedTo) {
  const auto track = add_track("Rain");
  add_file(track.id + ".xyz", "sound");
  EXPECT_EQ(call("DELETE", address(track) + "?permanent=true").status, 204);
  EXPECT_EQ(get(address(track)).code(), "track_not_found");
  EXPECT_EQ(get(track.file_url).code(), "file_not_found");
}

TEST_F(TracksApi, KeepsCovers) {
  const auto track = add_track("Rain");
  EXPECT_EQ(get(address(track, "/cover")).code(), "file_not_found");
  const Answer set =
      call("POST", address(track, "/cover"), {{"Content-Type", "image/png"}}, kPixel);
  ASSERT_EQ(set.status, 200) << set.body;
  EXPECT_EQ(set.json().at("cover_url"), Json(address(track, "/cover")));
  const Answer cover = get(address(track, "/cover"));
  EXPECT_EQ(cover.header("content-type"), "image/png");
  EXPECT_EQ(cover.body, kPixel);
}

TEST_F(TracksApi, RefusesCoversThatAreNoPictures) {
  const auto track = add_track("Rain");
  const auto set = [&](const char* type, std::string_view bytes) {
    return call("POST", address(track, "/cover"), {{"Content-Type", type}}, bytes).status;
  };
  EXPECT_EQ(set("image/svg+xml", "<svg/>"), 415);
  EXPECT_EQ(set("image/png", "<script>"), 415);
  EXPECT_EQ(set("image/png", std::string((10 << 20) + 1, 'x')), 413);
  EXPECT_EQ(set("image/png", kPixel.substr(0, 40)), 400);
  EXPECT_EQ(get(address(track, "/cover")).code(), "file_not_found");
}

TEST_F(TracksApi, DrawsCoversFromTheWaveform) {
  const Json track = call("POST", "/api/uploads", {{"Content-Type", "audio/wav"}}, tone()).json();
  const std::string url = fmt::format("/api/tracks/{}/cover", track.at("id").as_string().c_str());
  const Answer made = call("POST", url + "/generated");
  ASSERT_EQ(made.status, 200) << made.body;
  EXPECT_EQ(made.json().at("cover_url"), Json(url));
  EXPECT_EQ(get(url).header("content-type"), "image/png");
  EXPECT_EQ(call("POST", address(add_track("No file"), "/cover/generated")).code(),
            "file_not_found");
}

TEST_F(TracksApi, DrawsSpectrogramsOnce) {
  const Json track = call("POST", "/api/uploads", {{"Content-Type", "audio/wav"}}, tone()).json();
  const std::string url =
      fmt::format("/api/tracks/{}/spectrogram", track.at("id").as_string().c_str());
  const Answer first = get(url);
  ASSERT_EQ(first.status, 200) << first.body;
  EXPECT_EQ(first.header("content-type"), "image/png");
  EXPECT_THAT(first.body, StartsWith("\x89PNG"));
  EXPECT_EQ(get(url).header("etag"), first.header("etag"));
  EXPECT_EQ(get(address(add_track("No file"), "/spectrogram")).code(), "file_not_found");
}

TEST_F(TracksApi, ServesWhatStandsBesideATrack) {
  const auto track = add_track("Rain");
  EXPECT_EQ(get(address(track, "/midi")).code(), "file_not_found");
  add_file(track.id + ".mid", "MThd");
  add_file(track.id + ".peaks", "MGPK");
  add_file(track.id + "-stem-drums.flac", "fLaC");
  EXPECT_EQ(get(address(track, "/midi")).header("content-type"), "audio/midi");
  EXPECT_EQ(get(address(track, "/peaks")).body, "MGPK");
  EXPECT_EQ(
      to_text(get(address(track, "/stems")).json()),
      fmt::format(R"({{"items":[{{"name":"drums","audio_url":"/output/{}-stem-drums.flac"}}]}})",
                  track.id));
}

TEST_F(TracksApi, SaysWhenThereIsNoSuchTrack) {
  for (const std::string& id : {new_id(), std::string("7"), std::string("..%2f..")}) {
    for (const char* more : {"", "/cover", "/peaks", "/midi", "/stems", "/spectrogram"}) {
      EXPECT_EQ(get(fmt::format("/api/tracks/{}{}", id, more)).code(), "track_not_found")
          << id << more;
    }
    EXPECT_EQ(call("DELETE", "/api/tracks/" + id).code(), "track_not_found");
    EXPECT_EQ(patch("/api/tracks/" + id, "{}").code(), "track_not_found");
  }
}

TEST_F(TracksApi, TakesUploads) {
  const std::string sound = tone();
  const Answer raw =
      call("POST", "/api/uploads?filename=My%20Song.wav", {{"Content-Type", "audio/wav"}}, sound);
  ASSERT_EQ(raw.status, 201) << raw.body;
  EXPECT_EQ(raw.json().at("title"), Json("My Song"));
  EXPECT_EQ(raw.json().at("kind"), Json("upload"));
  EXPECT_EQ(raw.header("location"),
            fmt::format("/api/tracks/{}", raw.json().at("id").as_string().c_str()));
  EXPECT_EQ(get(std::string(raw.json().at("file_url").as_string())).body, sound);
}

TEST_F(TracksApi, RefusesUploadsThatCantBeDecoded) {
  const Answer answer =
      call("POST", "/api/uploads", {{"Content-Type", "audio/mpeg"}}, std::string(5000, 'x'));
  EXPECT_EQ(answer.status, 422);
  EXPECT_EQ(answer.code(), "invalid_audio_format");
  EXPECT_EQ(get("/api/tracks").json().at("total"), Json(0));
}

TEST_F(TracksApi, RefusesUploadsOverTheLimit) {
  config_.max_upload_mb = 1;
  const Answer answer =
      call("POST", "/api/uploads", {{"Content-Type", "audio/wav"}}, std::string(2 << 20, 'x'));
  EXPECT_EQ(answer.status, 413);
  EXPECT_EQ(answer.code(), "payload_too_large");
}

TEST_F(TracksApi, RefusesPathsThatLeaveTheLibrary) {
  write_text_file(home_.path() / "secret.txt", "secret");
  studio();
  for (const char* path :
       {"/output/../secret.txt", "/output/%2e%2e/secret.txt", "/output/%2e%2e%2fsecret.txt",
        "/output/..%2Fsecret.txt", "/output/..%5csecret.txt", "/output/%2fetc%2fpasswd",
        "/output/secret.txt%00.mp3", "/output//etc/passwd", "/output/.hidden", "/output/",
        "/output/%252e%252e%252fsecret.txt", "/output/%c0%ae%c0%ae/secret.txt"}) {
    const Answer answer = get(path);
    EXPECT_GE(answer.status, 400) << path;
    EXPECT_LT(answer.status, 500) << path;
    EXPECT_EQ(answer.body.find("\"secret\""), std::string::npos) << path;
  }
}

TEST_F(TracksApi, NamesDownloadsAfterTheirTrack) {
  const auto track = add_track("Régen & Söhne");
  add_file(track.id + "-stem-drums.flac", "fLaC");
  const std::string url = fmt::format("/output/{}-stem-drums.flac", track.id);
  EXPECT_EQ(get(url).header("content-disposition"), "");
  const Answer download = get(url + "?download=1");
  EXPECT_THAT(download.header("content-disposition"), StartsWith("attachment; filename=\""));
  EXPECT_THAT(download.header("content-disposition"), HasSubstr("-stem-drums.flac"));
}

}  // namespace
}  // namespace musicgen::api
