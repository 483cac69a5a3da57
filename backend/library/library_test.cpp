#include "library/library.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.h"
#include "base/ids.h"

namespace musicgen::library {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

// A library of its own for each test.
class LibraryTest : public testing::Test {
 protected:
  Track add(const std::string& title) {
    Track track;
    track.title = title;
    return add(track);
  }
  Track add(Track track) { return library_->add(track, "", "main"); }

  std::vector<std::string> titles(const Query& query) {
    std::vector<std::string> titles;
    for (const Track& track : library_->list(query).items) titles.push_back(track.title);
    return titles;
  }

  static Config config_in(const std::filesystem::path& home) {
    Config config;
    config.home = home;
    return config;
  }

  ScratchFolder folder_{std::filesystem::temp_directory_path()};
  Config config_ = config_in(folder_.path());
  std::unique_ptr<Library> library_ = open_library(config_);
};

Track full_track() {
  Track track;
  track.id = new_id();
  track.kind = "loop";
  track.title = "Rain \"on\" tin 🎵";
  track.artist = "A";
  track.album = "B";
  track.genre = "Lo-fi";
  track.mood = "Calm";
  track.year = 2026;
  track.comment = "two\nlines";
  track.bpm = 82.123456789012345;
  track.key = "F# minor";
  track.duration = 180.1;
  track.sample_rate_hz = 48000;
  track.channels = 1;
  track.created_at = from_microseconds(1'700'000'000'123'456);
  track.updated_at = from_microseconds(1'700'000'001'123'456);
  track.file_url = "/output/x.mp3";
  track.format = "mp3";
  track.bytes = 5'000'000'000;
  track.model_used = "composer";
  track.model_version = "1";
  track.generation_prompt = "rain";
  track.seed = 9007199254740991;
  track.brief = parse_json(R"({"tempo": 82, "layers": ["rain"]})");
  track.sections = {{"verse", 11.7}, {"chorus", 40}};
  track.loudness_lufs = -14.02;
  track.peak_dbtp = -1.1;
  track.parent_id = new_id();
  track.favorite = true;
  track.cover_url = "/c";
  track.tags = {"rain", "study \"beats\""};
  track.deleted_at = from_microseconds(1'700'000'002'000'000);
  return track;
}

TEST_F(LibraryTest, KeepsEverythingThatIsKnownOfATrack) {
  const Track track = full_track();
  library_->add(track, "job", "main");
  const Track back = open_library(config_)->get(track.id);
  EXPECT_EQ(to_text(to_json(back)), to_text(to_json(track)));
  EXPECT_EQ(back.bpm, track.bpm);
  EXPECT_EQ(back.created_at, track.created_at);
}

TEST_F(LibraryTest, KeepsWhatIsUnknownUnknown) {
  const Track added = add("a");
  const Track back = library_->get(added.id);
  EXPECT_EQ(back.bpm, std::nullopt);
  EXPECT_EQ(back.seed, std::nullopt);
  EXPECT_TRUE(back.brief.is_null());
  EXPECT_THAT(back.sections, IsEmpty());
}

}  // namespace
}  // namespace musicgen::library
