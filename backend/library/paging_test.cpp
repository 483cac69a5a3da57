#include <set>

#include <gmock/gmock.h>

#include "library/testing.h"
#include "sql/cursor.h"

namespace musicgen::library {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class PagingTest : public LibraryTest {
 protected:
  // Tracks with many equal and missing values.
  void fill(int count) {
    for (int i = 0; i < count; ++i) {
      Track track = named(fmt::format("{} {}", i % 2 == 0 ? "b" : "A", i % 5));
      track.genre = i % 3 == 0 ? "" : "Jazz";
      track.artist = fmt::format("artist {}", i % 4);
      track.duration = 60 + i % 3 / 3.0;
      if (i % 4 != 0) track.bpm = 80 + i % 7 / 7.0;
      track.created_at = from_microseconds(1'700'000'000'000'000 + i / 2);
      add(track);
    }
  }

  // All pages of a query; `between` runs after each.
  template <class Between>
  std::vector<Track> walk(Query query, Between between) {
    std::vector<Track> tracks;
    do {
      const TrackPage page = library_->list(query);
      tracks.insert(tracks.end(), page.items.begin(), page.items.end());
      query.cursor = page.next_cursor;
      between();
    } while (!query.cursor.empty());
    return tracks;
  }
  std::vector<Track> walk(const Query& query) {
    return walk(query, [] {});
  }
};

class EveryOrder : public PagingTest, public testing::WithParamInterface<const char*> {};

TEST_P(EveryOrder, ShowsEachTrackOnce) {
  fill(23);
  Query query;
  query.sort = GetParam();
  query.limit = 4;
  std::vector<std::string> ids;
  for (const Track& track : walk(query)) ids.push_back(track.id);
  EXPECT_EQ(ids.size(), 23u);
  EXPECT_EQ(std::set(ids.begin(), ids.end()).size(), 23u);
}

TEST_P(EveryOrder, IsTheSameInPagesOfAnySize) {
  fill(23);
  Query query;
  query.sort = GetParam();
  const auto all = walk(query);
  query.limit = 3;
  const auto paged = walk(query);
  ASSERT_EQ(paged.size(), all.size());
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(paged[i].id, all[i].id);
}

INSTANTIATE_TEST_SUITE_P(Paging, EveryOrder,
                         testing::Values("created_at", "-created_at", "title", "-title", "duration",
                                         "-duration", "bpm", "-bpm", "genre", "-genre", "artist",
                                         "-artist"),
                         [](const auto& order) {
                           std::string name = order.param;
                           if (name[0] == '-') name = "falling_" + name.substr(1);
                           return name;
                         });

TEST_F(PagingTest, SortsWithoutRegardToCase) {
  for (const char* title : {"b", "A", "C", "a"}) add(title);
  Query query;
  query.sort = "title";
  EXPECT_THAT(titles(query), ElementsAre("A", "a", "b", "C"));
  query.sort = "-title";
  EXPECT_THAT(titles(query), ElementsAre("C", "b", "a", "A"));
}

TEST_F(PagingTest, StartsWithTheNewest) {
  fill(3);
  const auto tracks = walk({});
  EXPECT_GT(tracks.front().created_at, tracks.back().created_at);
}

TEST_F(PagingTest, PutsTracksWithoutATempoAtTheSlowEnd) {
  fill(5);
  Query query;
  query.sort = "bpm";
  EXPECT_EQ(walk(query).front().bpm, std::nullopt);
}

TEST_F(PagingTest, ShowsWhatWasThereOnceWhileOthersComeIn) {
  fill(10);
  std::set<std::string> before;
  for (const Track& track : walk({})) before.insert(track.id);
  Query query;
  query.limit = 3;
  std::multiset<std::string> seen;
  for (const Track& track : walk(query, [&] { add("new"); })) seen.insert(track.id);
  for (const std::string& id : before) EXPECT_EQ(seen.count(id), 1u);
}

TEST_F(PagingTest, GoesOnWhereATrackOfTheLastPageVanished) {
  fill(6);
  const auto all = walk({});
  Query query;
  query.limit = 3;
  const TrackPage first = library_->list(query);
  library_->remove(first.items.back().id);
  query.cursor = first.next_cursor;
  EXPECT_EQ(library_->list(query).items.front().id, all[3].id);
}

TEST_F(PagingTest, CountsAllPagesInTheTotal) {
  fill(7);
  Query query;
  query.limit = 3;
  query.cursor = library_->list(query).next_cursor;
  EXPECT_EQ(library_->list(query).total, 7);
}

TEST_F(PagingTest, EndsWithAFullPage) {
  fill(6);
  Query query;
  query.limit = 6;
  EXPECT_THAT(library_->list(query).next_cursor, IsEmpty());
}

TEST_F(PagingTest, RefusesCursorsThatItDidNotGive) {
  fill(6);
  Query query;
  query.limit = 3;
  const std::string good = library_->list(query).next_cursor;
  query.sort = "title";
  for (const std::string& cursor :
       {good, std::string("x"), std::string("' OR 1=1"), good.substr(2),
        sql::write_cursor({"title", 5, "id"}), sql::write_cursor({"title", "a"})}) {
    query.cursor = cursor;
    try {
      library_->list(query);
      ADD_FAILURE() << cursor;
    } catch (const InvalidParameter& error) {
      EXPECT_EQ(error.field(), "/cursor");
    }
  }
}

TEST_F(PagingTest, RefusesOrdersThatItDoesNotHave) {
  for (const char* sort : {"", "-", "seed", "--title", "title; DROP TABLE tracks"}) {
    Query query;
    query.sort = sort;
    try {
      library_->list(query);
      ADD_FAILURE() << sort;
    } catch (const InvalidParameter& error) {
      EXPECT_EQ(error.field(), "/sort");
    }
  }
}

TEST_F(PagingTest, RefusesAbsurdLimits) {
  for (const int limit : {0, -1, 201}) {
    Query query;
    query.limit = limit;
    EXPECT_THROW(library_->list(query), InvalidParameter) << limit;
  }
}

}  // namespace
}  // namespace musicgen::library
