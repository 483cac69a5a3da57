// /api/storage, /api/trash and what /api/models tells of downloads

#include "api/testing/app_fixture.h"
#include "models/store.h"

namespace musicgen::api {
namespace {

using musicgen::testing::Answer;

class StorageApi : public musicgen::testing::AppTest {
 protected:
  // A track whose sound and cover together take `bytes`.
  library::Track add_track_of(std::size_t bytes, const std::string& kind = "generated") {
    library::Track track;
    track.id = new_id();
    track.kind = kind;
    track.title = "Rain";
    track.format = "xyz";
    track.file_url = fmt::format("/output/{}.xyz", track.id);
    add_file(track.id + ".xyz", std::string(bytes - 10, 's'));
    add_file(track.id + "-cover", std::string(10, 'c'));
    return studio().library.add(track, track.id, "main");
  }

  // A finished export of so many bytes.
  std::string add_export(std::size_t bytes) {
    const std::vector<jobs::NewJob> wanted{{.kind = "export", .request = JsonObject()}};
    const std::string id = studio().queue.add(wanted, "", "").front().id;
    studio().queue.complete(*studio().queue.claim("test", {}, id), JsonObject());
    add_file(id + "-export.mp3", std::string(bytes, 'e'));
    return id;
  }

  std::int64_t used(const char* account) {
    return get("/api/storage").json().at(account).as_int64();
  }
};

TEST_F(StorageApi, TellsWhatTakesSpace) {
  add_track_of(1000);
  add_track_of(500, "upload");
  call("DELETE", fmt::format("/api/tracks/{}", add_track_of(300).id));
  add_export(70);
  add_file("stranger.txt", "nobody's");
  EXPECT_EQ(used("songs_bytes"), 1000);
  EXPECT_EQ(used("uploads_bytes"), 500);
  EXPECT_EQ(used("trash_bytes"), 300);
  EXPECT_EQ(used("trash_tracks"), 1);
  EXPECT_EQ(used("exports_bytes"), 70);
  EXPECT_EQ(used("models_bytes"), 0);
}

TEST_F(StorageApi, EmptiesTheTrashAndNothingElse) {
  const library::Track kept = add_track_of(1000);
  const library::Track gone = add_track_of(300);
  call("DELETE", fmt::format("/api/tracks/{}", gone.id));
  const Json freed = call("DELETE", "/api/trash").json();
  EXPECT_EQ(freed.at("removed"), Json(1));
  EXPECT_EQ(freed.at("freed_bytes"), Json(300));
  EXPECT_EQ(get(fmt::format("/api/tracks/{}", gone.id)).status, 404);
  EXPECT_EQ(get(kept.file_url).status, 200);
  EXPECT_EQ(get(gone.file_url).status, 404);
  EXPECT_EQ(call("DELETE", "/api/trash").json().at("removed"), Json(0));
}

TEST_F(StorageApi, PrunesExportsWithTheirJobsAndStoppedDownloads) {
  add_track_of(1000);
  const std::string id = add_export(70);
  const models::Store store(config_);
  const auto folder = store.download_folder(store.catalogue().parts().front());
  std::filesystem::create_directories(folder);
  write_text_file(folder / "half", std::string(5000, 'd'));
  EXPECT_GE(used("downloads_bytes"), 5000);

  const Json freed = call("POST", "/api/storage/prune").json();
  EXPECT_EQ(freed.at("removed"), Json(2));
  EXPECT_GE(freed.at("freed_bytes").as_int64(), 5070);
  EXPECT_EQ(get(fmt::format("/api/jobs/{}", id)).status, 404);
  EXPECT_EQ(used("exports_bytes"), 0);
  EXPECT_EQ(used("downloads_bytes"), 0);
  EXPECT_EQ(used("songs_bytes"), 1000);
}

TEST_F(StorageApi, ModelsTellTheLicenceOfEachPart) {
  const Json items = get("/api/models").json().at("items");
  EXPECT_TRUE(items.at(0).at("parts").as_array().empty());  // the composer
  EXPECT_FALSE(items.at(0).at("about").as_string().empty());
  const Json& part = items.at(1).at("parts").at(0);
  EXPECT_FALSE(part.at("license").as_string().empty());
  EXPECT_TRUE(part.at("license_url").as_string().starts_with("https://"));
  EXPECT_GT(part.at("bytes").as_int64(), 0);
  EXPECT_EQ(part.at("installed"), Json(false));
}

TEST_F(StorageApi, OnlyInstalledModelsCanBeChecked) {
  const Answer missing = call("POST", "/api/models/DiffRhythm/verify");
  EXPECT_EQ(missing.code(), "model_not_found");
  EXPECT_EQ(missing.json().at("hint"), Json("musicgen models pull DiffRhythm-1.2-full"));
  EXPECT_EQ(call("POST", "/api/models/Suno/verify").status, 404);
}

}  // namespace
}  // namespace musicgen::api
