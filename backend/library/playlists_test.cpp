#include <gmock/gmock.h>

#include "library/testing.h"

namespace musicgen::library {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Playlists : public LibraryTest {
 protected:
  Playlist evening() { return library_->add_playlist({"Evening", {rain_, wind_, rain_}}); }

  std::vector<std::string> tracks_of(const Playlist& playlist) {
    return library_->playlist(playlist.id).track_ids;
  }

  std::string field_refused(const NewPlaylist& wanted) {
    try {
      library_->add_playlist(wanted);
    } catch (const InvalidParameter& error) {
      return error.field();
    }
    return "accepted";
  }

  const std::string rain_ = add("Rain").id;
  const std::string wind_ = add("Wind").id;
};

TEST_F(Playlists, KeepTheirOrder) {
  const Playlist playlist = evening();
  EXPECT_THAT(tracks_of(playlist), ElementsAre(rain_, wind_, rain_));
  library_->edit_playlist(playlist.id, {.track_ids = {{wind_, rain_}}});
  EXPECT_THAT(tracks_of(playlist), ElementsAre(wind_, rain_));
}

TEST_F(Playlists, KeepWhatIsNotChanged) {
  const Playlist playlist = evening();
  EXPECT_EQ(library_->edit_playlist(playlist.id, {.name = "Night"}).name, "Night");
  EXPECT_THAT(tracks_of(playlist), ElementsAre(rain_, wind_, rain_));
}

TEST_F(Playlists, SkipTheTrashUntilItIsRestored) {
  const Playlist playlist = evening();
  library_->trash(rain_);
  EXPECT_THAT(tracks_of(playlist), ElementsAre(wind_));
  EXPECT_THAT(library_->playlists().front().track_ids, ElementsAre(wind_));
  library_->restore(rain_);
  EXPECT_THAT(tracks_of(playlist), ElementsAre(rain_, wind_, rain_));
}

TEST_F(Playlists, ForgetTracksThatAreGoneForGood) {
  const Playlist playlist = evening();
  library_->remove(rain_);
  EXPECT_THAT(tracks_of(playlist), ElementsAre(wind_));
}

TEST_F(Playlists, RefuseUnknownTracksAndEmptyNames) {
  EXPECT_EQ(field_refused({"Evening", {rain_, "nothing"}}), "/track_ids/1");
  EXPECT_EQ(field_refused({" \n ", {}}), "/name");
  EXPECT_THAT(library_->playlists(), IsEmpty());
}

TEST_F(Playlists, StayAsTheyWereWhenAChangeIsRefused) {
  const Playlist playlist = evening();
  EXPECT_THROW(library_->edit_playlist(playlist.id, {.name = "X", .track_ids = {{"nothing"}}}),
               InvalidParameter);
  EXPECT_EQ(library_->playlist(playlist.id).name, "Evening");
  EXPECT_THAT(tracks_of(playlist), ElementsAre(rain_, wind_, rain_));
}

TEST_F(Playlists, ComeByName) {
  library_->add_playlist({"night", {}});
  evening();
  const auto all = library_->playlists();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].name, "Evening");
  EXPECT_EQ(all[1].name, "night");
}

TEST_F(Playlists, AreMissedOnceRemoved) {
  const Playlist playlist = evening();
  library_->remove_playlist(playlist.id);
  EXPECT_THROW(library_->playlist(playlist.id), NotFound);
  EXPECT_THROW(library_->remove_playlist(playlist.id), NotFound);
  EXPECT_THROW(library_->edit_playlist(playlist.id, {.name = "X"}), NotFound);
}

}  // namespace
}  // namespace musicgen::library
