// /api/events and /api/jobs/{id}/events

#include "api/events.h"

#include "api/testing/app_fixture.h"

namespace musicgen::api {
namespace {

using musicgen::testing::Connection;
using musicgen::testing::Fields;
using musicgen::testing::request_text;
using ::testing::HasSubstr;
using ::testing::Not;

class EventsApi : public musicgen::testing::AppTest {
 protected:
  std::unique_ptr<Connection> follow(const std::string& target, const Fields& fields = {}) {
    auto connection = std::make_unique<Connection>(port());
    connection->send(request_text("GET", target, fields));
    return connection;
  }

  // What comes until the event with a word in it is complete.
  static std::string read_event(Connection& events, const std::string& word) {
    std::string text = events.read_until(word);
    if (text.find("\n\n", text.find(word)) == std::string::npos) text += events.read_until("\n\n");
    return text;
  }

  // The id of the last event in a text.
  static std::string last_id(const std::string& text) {
    const std::size_t at = text.rfind("id: ") + 4;
    return text.substr(at, text.find('\n', at) - at);
  }
};

TEST(EventIds, AreReadAsTheyAreWritten) {
  EXPECT_EQ(position_of(to_event_id({12, 7, 3})), (Position{12, 7, 3}));
  for (const char* id : {"", "12", "12-7", "12-7-", "a-b-c", "1-2-3-4", "1-2-3x", " 1-2-3",
                         "-1-2-3", "99999999999999999999-1-1"}) {
    EXPECT_EQ(position_of(id), std::nullopt) << id;
  }
}

TEST_F(EventsApi, TellWhatHappensToJobs) {
  const auto events = follow("/api/events");
  events->read_until("\r\n\r\n");
  const std::string id = add_job();
  EXPECT_THAT(events->read_until(id), HasSubstr("event: job\n"));
}

TEST_F(EventsApi, TellWhatHappensToTracks) {
  const auto events = follow("/api/events");
  events->read_until("\r\n\r\n");
  const auto track = add_track("Rain");
  EXPECT_THAT(events->read_until(track.id), HasSubstr("event: track\n"));
}

TEST_F(EventsApi, TellThatATrackIsGoneForGood) {
  const auto kept = add_track("Rain");
  const auto gone = add_track("Hail");
  const auto events = follow("/api/events");
  events->read_until("\r\n\r\n");
  ASSERT_EQ(call("DELETE", fmt::format("/api/tracks/{}?permanent=true", gone.id)).status, 204);
  const std::string text = read_event(*events, gone.id);
  EXPECT_THAT(text, HasSubstr("event: track_removed\n"));
  EXPECT_THAT(text, HasSubstr(fmt::format("data: {{\"id\":\"{}\"}}\n", gone.id)));
  EXPECT_THAT(text, Not(HasSubstr(kept.id)));
}

TEST_F(EventsApi, TellThatAModelCameOrWent) {
  const auto events = follow("/api/events");
  events->read_until("\r\n\r\n");
  // As another program leaves it: here, the command line.
  const models::Store& store = studio().engines.models();
  const std::filesystem::path part = store.part_folder(store.catalogue().parts().front());
  std::filesystem::create_directories(part);
  write_text_file(part / "part.json", "{}");
  const std::string came = read_event(*events, fmt::format("-{}\n", store.state()));
  EXPECT_THAT(came, HasSubstr("event: model\n"));
  EXPECT_THAT(came, HasSubstr("\"name\":\"DiffRhythm"));
  std::filesystem::remove_all(part);
  EXPECT_THAT(read_event(*events, fmt::format("-{}\n", store.state())),
              HasSubstr("event: model\n"));
}

TEST_F(EventsApi, StartWithTheStateOfTheJob) {
  const std::string id = add_job();
  const auto events = follow(fmt::format("/api/jobs/{}/events", id));
  EXPECT_THAT(events->read_until("\"status\":\"pending\""), HasSubstr("event: job\n"));
}

TEST_F(EventsApi, LeaveOtherJobsOut) {
  const std::string id = add_job();
  const auto events = follow(fmt::format("/api/jobs/{}/events", id));
  events->read_until("pending");
  const std::string other = add_job();
  studio().queue.cancel(id);
  EXPECT_THAT(events->read_until("cancelled"), Not(HasSubstr(other)));
}

TEST_F(EventsApi, EndWithTheJob) {
  const std::string id = add_job();
  const auto events = follow(fmt::format("/api/jobs/{}/events", id));
  events->read_until("pending");
  studio().queue.cancel(id);
  EXPECT_THAT(events->read_until("\n\nnever"), HasSubstr("\"status\":\"cancelled\""));
  EXPECT_TRUE(events->is_closed_by_server());
}

TEST_F(EventsApi, EndAtOnceForFinishedJobs) {
  const std::string id = add_job();
  studio().queue.cancel(id);
  const auto events = follow(fmt::format("/api/jobs/{}/events", id));
  EXPECT_THAT(events->read_until("\n\nnever"), HasSubstr("\"status\":\"cancelled\""));
}

TEST_F(EventsApi, GoOnWhereTheListenerLeft) {
  const auto events = follow("/api/events");
  events->read_until("\r\n\r\n");
  const std::string seen = add_job();
  const std::string before = read_event(*events, seen);

  const std::string missed = add_job();
  const auto track = add_track("Rain");
  const auto again = follow("/api/events", {{"Last-Event-ID", last_id(before)}});
  const std::string text = again->read_until(missed);
  EXPECT_THAT(text, HasSubstr(track.id));
  EXPECT_THAT(text, Not(HasSubstr(fmt::format("\"id\":\"{}\"", seen))));
}

TEST_F(EventsApi, CatchUpHoweverMuchWasMissed) {
  studio();
  for (int i = 0; i < 150; ++i) add_job();
  const std::string last = add_job();
  const auto events = follow("/api/events", {{"Last-Event-ID", "0-0-0"}});
  EXPECT_THAT(events->read_until(last), HasSubstr(last));
}

TEST_F(EventsApi, IgnoreBrokenEventIds) {
  add_job();
  const auto events = follow("/api/events", {{"Last-Event-ID", "nonsense"}});
  events->read_until("\r\n\r\n");
  const std::string fresh = add_job();
  EXPECT_THAT(events->read_until(fresh), HasSubstr(fresh));
}

TEST_F(EventsApi, EndWhenTheServerStops) {
  const auto events = follow("/api/events");
  events->read_until("\r\n\r\n");
  stop();
  events->read_until("never");
  EXPECT_TRUE(events->is_closed_by_server());
}

TEST_F(EventsApi, WakeNobodyAfterTheStop) {
  std::atomic<int> woken = 0;
  Events events(studio());
  const auto feed = events.follow({});
  feed->on_news([&] { ++woken; });
  events.stop();
  const int before = woken;
  add_job();
  std::this_thread::sleep_for(std::chrono::milliseconds(600));  // longer than a look at the changes
  EXPECT_EQ(woken, before);
}

TEST_F(EventsApi, AreNotForForeignPages) {
  EXPECT_EQ(get("/api/events", {{"Origin", "http://evil.example"}}).code(), "forbidden_origin");
}

}  // namespace
}  // namespace musicgen::api
