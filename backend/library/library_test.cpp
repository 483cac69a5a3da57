#include "library/library.h"

#include <fstream>
#include <thread>

#include <gmock/gmock.h>

#include "base/ids.h"
#include "library/testing.h"

namespace musicgen::library {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

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
  const Track back = library_->get(add("a").id);
  EXPECT_EQ(back.year, std::nullopt);
  EXPECT_EQ(back.bpm, std::nullopt);
  EXPECT_EQ(back.seed, std::nullopt);
  EXPECT_EQ(back.parent_id, std::nullopt);
  EXPECT_EQ(back.deleted_at, std::nullopt);
  EXPECT_TRUE(back.brief.is_null());
  EXPECT_THAT(back.sections, IsEmpty());
}

TEST_F(LibraryTest, MakesOneTrackOfAnOutputThatIsMadeTwice) {
  const Track first = library_->add(named("first"), "job", "main");
  const Track again = library_->add(named("again"), "job", "main");
  EXPECT_EQ(again.id, first.id);
  EXPECT_EQ(again.title, "first");
  EXPECT_EQ(library_->list({}).total, 1);
}

TEST_F(LibraryTest, MakesOneTrackOfAnOutputThatManyRecordAtOnce) {
  std::vector<std::jthread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] { library_->add(named("a"), "job", "main"); });
  }
  threads.clear();
  EXPECT_EQ(library_->list({}).total, 1);
}

TEST_F(LibraryTest, TellsOutputsOfAJobApart) {
  library_->add(named("song"), "job", "main");
  library_->add(named("loop"), "job", "loop");
  EXPECT_EQ(library_->find_output("job", "loop").value().title, "loop");
  EXPECT_EQ(library_->find_output("job", "stem"), std::nullopt);
  EXPECT_EQ(library_->find_output("other", "main"), std::nullopt);
}

TEST_F(LibraryTest, KeepsAllUploadsApart) {
  add("a");
  add("a");
  EXPECT_EQ(library_->list({}).total, 2);
}

TEST_F(LibraryTest, RefusesAnIdTwice) {
  const Track track = add("a");
  EXPECT_THROW(add(track), Conflict);
}

TEST_F(LibraryTest, KnowsNoTrackThatIsNotThere) {
  EXPECT_THROW(library_->get("x' OR '1'='1"), TrackNotFound);
  EXPECT_THROW(library_->edit("nope", {}, ""), TrackNotFound);
  EXPECT_THROW(library_->trash("nope"), TrackNotFound);
  EXPECT_THROW(library_->restore("nope"), TrackNotFound);
  EXPECT_THROW(library_->remove("nope"), TrackNotFound);
}

TEST_F(LibraryTest, ChangesOnlyWhatAnEditNames) {
  Track track = full_track();
  track.deleted_at.reset();
  add(track);
  TrackEdit edit;
  edit.title = "New";
  edit.tags = {"one", "two"};
  edit.favorite = false;
  library_->edit(track.id, edit, "");
  const Track back = library_->get(track.id);
  EXPECT_EQ(back.title, "New");
  EXPECT_THAT(back.tags, ElementsAre("one", "two"));
  EXPECT_FALSE(back.favorite);
  EXPECT_EQ(back.artist, track.artist);
  EXPECT_EQ(back.seed, track.seed);
  EXPECT_GT(back.updated_at, track.updated_at);
}

TEST_F(LibraryTest, GivesATrackAName) {
  const Track track = add("Dawn");
  EXPECT_EQ(library_->edit(track.id, {.title = " Dusk\n"}, "").title, "Dusk");
  EXPECT_THROW(library_->edit(track.id, {.title = " \n "}, ""), InvalidParameter);
  EXPECT_EQ(library_->get(track.id).title, "Dusk");
}

TEST_F(LibraryTest, RefusesAnEditOfWhatSomeoneElseChanged) {
  const Track seen = add("a");
  TrackEdit edit;
  edit.title = "b";
  library_->edit(seen.id, edit, etag_of(seen));
  EXPECT_THROW(library_->edit(seen.id, edit, etag_of(seen)), PreconditionFailed);
}

TEST_F(LibraryTest, UnderstandsListsOfTags) {
  const Track seen = add("a");
  EXPECT_NO_THROW(library_->edit(seen.id, {}, "\"other\", " + etag_of(seen)));
  EXPECT_NO_THROW(library_->edit(seen.id, {}, "*"));
  EXPECT_THROW(library_->edit(seen.id, {}, "\"other\""), PreconditionFailed);
}

TEST_F(LibraryTest, HasTheSameTagForTheSameState) {
  const Track track = add("a");
  EXPECT_EQ(etag_of(track), etag_of(open_library(config_)->get(track.id)));
  EXPECT_NE(etag_of(track), etag_of(library_->trash(track.id)));
}

TEST_F(LibraryTest, KeepsTracksInTheTrashUntilTheyAreRestored) {
  const Track track = add("a");
  EXPECT_TRUE(library_->trash(track.id).deleted_at.has_value());
  EXPECT_THAT(titles({}), IsEmpty());
  Query trash;
  trash.trash = true;
  EXPECT_THAT(titles(trash), ElementsAre("a"));
  EXPECT_EQ(library_->restore(track.id).deleted_at, std::nullopt);
  EXPECT_THAT(titles({}), ElementsAre("a"));
  EXPECT_THROW(library_->restore(track.id), Conflict);
}

TEST_F(LibraryTest, KnowsSinceWhenTracksLieInTheTrash) {
  const Track track = add("a");
  add("b");
  const TimePoint since = library_->trash(track.id).deleted_at.value();
  EXPECT_EQ(library_->trash(track.id).deleted_at, since);
  EXPECT_THAT(library_->trashed_before(since), IsEmpty());
  EXPECT_THAT(library_->trashed_before(since + std::chrono::microseconds(1)), SizeIs(1));
}

TEST_F(LibraryTest, ForgetsWhatIsRemoved) {
  const Track track = library_->add(named("rain"), "job", "main");
  library_->remove(track.id);
  EXPECT_THROW(library_->get(track.id), TrackNotFound);
  EXPECT_EQ(library_->find_output("job", "main"), std::nullopt);
  Query query;
  query.q = "rain";
  EXPECT_EQ(library_->list(query).total, 0);
}

TEST_F(LibraryTest, RecordsFilesAndCovers) {
  const Track track = add("a");
  EXPECT_EQ(library_->replace_file(track.id, 123).bytes, 123);
  EXPECT_EQ(library_->set_cover(track.id, "/c").cover_url, "/c");
  EXPECT_EQ(library_->get(track.id).bytes, 123);
  EXPECT_EQ(library_->set_cover(track.id, std::nullopt).cover_url, std::nullopt);
}

TEST_F(LibraryTest, TellsWhatChangedInOrder) {
  const Track a = add("a");
  const Track b = add("b");
  const std::int64_t before = library_->revision();
  library_->trash(b.id);
  library_->replace_file(a.id, 1);
  const auto changes = library_->changes_since(before, 10);
  ASSERT_THAT(changes, SizeIs(2));
  EXPECT_EQ(changes[0].track_id, b.id);
  EXPECT_EQ(changes[1].track_id, a.id);
  EXPECT_EQ(changes[1].revision, library_->revision());
  EXPECT_THAT(library_->changes_since(before, 1), SizeIs(1));
}

TEST_F(LibraryTest, TellsWhatIsGoneForGoodInOrder) {
  const Track a = add("a");
  const Track b = add("b");
  const std::int64_t before = library_->revision();
  library_->remove(b.id);
  library_->replace_file(a.id, 1);
  const auto changes = library_->changes_since(before, 10);
  ASSERT_THAT(changes, SizeIs(2));
  EXPECT_EQ(changes[0].track_id, b.id);
  EXPECT_EQ(changes[0].track, std::nullopt);
  EXPECT_EQ(changes[1].track_id, a.id);
  EXPECT_TRUE(changes[1].track.has_value());
  const auto first = library_->changes_since(before, 1);
  ASSERT_THAT(first, SizeIs(1));
  EXPECT_EQ(first[0].track_id, b.id);
}

TEST_F(LibraryTest, LosesNoEditOfManyThreads) {
  const Track track = add("a");
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < 5; ++i) {
        TrackEdit edit;
        edit.tags = {fmt::format("{} {}", thread, i)};
        while (true) {
          try {
            library_->edit(track.id, edit, etag_of(library_->get(track.id)));
            break;
          } catch (const PreconditionFailed&) {
            std::this_thread::yield();
          }
        }
      }
    });
  }
  threads.clear();
  EXPECT_EQ(library_->changes_since(0, 10).back().revision, 21);
}

TEST_F(LibraryTest, IsWholeInABackup) {
  add("rain");
  const Config restored = config_in(folder() / "restored");
  fs::create_directory(restored.home);
  library_->back_up(restored.library_file());
  const auto copy = open_library(restored);
  Query query;
  query.q = "rain";
  EXPECT_EQ(copy->list(query).total, 1);
  EXPECT_EQ(copy->schema_version(), library_->schema_version());
}

TEST_F(LibraryTest, NamesTheWayBackFromDamage) {
  add("a");
  library_.reset();
  std::fstream(config_.library_file(), std::ios::in | std::ios::out) << "no header any more";
  try {
    open_library(config_);
    FAIL();
  } catch (const StorageCorrupt& error) {
    EXPECT_THAT(error.detail(), HasSubstr("library's database is damaged. Nothing was changed."));
    EXPECT_THAT(error.hint(), HasSubstr("musicgen tracks --backup"));
    EXPECT_THAT(error.hint(), HasSubstr("library.sqlite"));
  }
}

TEST_F(LibraryTest, KnowsOneThatIsNamedByAUrl) {
  Config other = config_;
  other.database_url = "sqlite://" + (folder() / "other.sqlite").string();
  open_library(other)->add(named("a"), "", "");
  EXPECT_TRUE(fs::exists(folder() / "other.sqlite"));
  EXPECT_EQ(library_->list({}).total, 0);
}

TEST_F(LibraryTest, SaysWhichDatabasesItCanNotUse) {
  for (const char* url : {"postgresql://localhost/music", "sqlite://", "nonsense"}) {
    Config other = config_;
    other.database_url = url;
    try {
      open_library(other);
      ADD_FAILURE() << url;
    } catch (const InvalidParameter& error) {
      EXPECT_EQ(error.field(), "DATABASE_URL");
    }
  }
}

}  // namespace
}  // namespace musicgen::library
