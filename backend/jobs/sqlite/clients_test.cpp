#include <thread>

#include <gmock/gmock.h>

#include "base/text.h"
#include "jobs/sqlite/testing.h"

namespace musicgen::jobs {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;
using testing::UnorderedElementsAre;

using QueueClients = QueueTest;

std::vector<std::string> ids_of(const std::vector<Job>& jobs) {
  std::vector<std::string> ids;
  for (const Job& job : jobs) ids.push_back(job.id);
  return ids;
}

TEST_F(QueueClients, KeepsAJobAsItWasAccepted) {
  NewJob job = new_job("generate", "composer");
  job.request =
      parse_json(R"({"prompt": "ä🎵 \"rain\"", "duration": 12.5, "seed": 9007199254740991})");
  const Job accepted = queue().add({job}, "", "")[0];
  const Job back = SqliteQueue(options()).get(accepted.id);
  EXPECT_EQ(back.kind, "generate");
  EXPECT_EQ(back.model, "composer");
  EXPECT_EQ(back.status, Status::pending);
  EXPECT_EQ(back.request, job.request);
  EXPECT_TRUE(back.result.is_null());
  EXPECT_TRUE(back.error.is_null());
  EXPECT_EQ(back.created_at, accepted.created_at);
  EXPECT_EQ(back.started_at, std::nullopt);
}

TEST_F(QueueClients, CanReadARequestWithBrokenText) {
  NewJob job = new_job();
  job.request = JsonObject{{"prompt", "rain \xff"}};
  EXPECT_TRUE(is_valid_utf8(to_text(queue().get(add(job)).request)));
}

TEST_F(QueueClients, TellsThePlaceInTheLine) {
  const auto jobs = queue().add({new_job(), new_job(), new_job()}, "", "");
  EXPECT_EQ(jobs[2].queue_position, 3);
  claim();
  EXPECT_EQ(queue().get(jobs[0].id).queue_position, 0);
  EXPECT_EQ(queue().get(jobs[2].id).queue_position, 2);
}

TEST_F(QueueClients, AcceptsAllOrNoneWhenItIsFull) {
  SqliteQueueOptions small = options();
  small.max_pending = 2;
  SqliteQueue queue(small);
  queue.add({new_job()}, "", "");
  try {
    queue.add({new_job(), new_job()}, "", "");
    FAIL();
  } catch (const QueueFull& error) {
    EXPECT_GT(error.retry_after_s(), 0);
  }
  EXPECT_EQ(queue.count_by_status()["pending"], 1);
}

TEST_F(QueueClients, CountsOnlyWaitingJobsAsFilling) {
  SqliteQueueOptions small = options();
  small.max_pending = 1;
  SqliteQueue queue(small);
  queue.add({new_job()}, "", "");
  queue.claim("worker", {}, "");
  EXPECT_NO_THROW(queue.add({new_job()}, "", ""));
}

TEST_F(QueueClients, GivesTheSameJobsForTheSameKey) {
  const auto first = queue().add({new_job(), new_job()}, "key", "body");
  const auto again = queue().add({new_job(), new_job()}, "key", "body");
  EXPECT_EQ(ids_of(again), ids_of(first));
  EXPECT_EQ(queue().count_by_status()["pending"], 2);
}

TEST_F(QueueClients, GivesTheSameJobsForAKeyEvenWhenItIsFull) {
  SqliteQueueOptions small = options();
  small.max_pending = 1;
  SqliteQueue queue(small);
  const auto first = queue.add({new_job()}, "key", "body");
  EXPECT_EQ(ids_of(queue.add({new_job()}, "key", "body")), ids_of(first));
}

TEST_F(QueueClients, RefusesAKeyForAnotherBody) {
  queue().add({new_job()}, "key", "body");
  EXPECT_THROW(queue().add({new_job()}, "key", "other"), Conflict);
}

TEST_F(QueueClients, ForgetsAKeyAfterADay) {
  const auto first = queue().add({new_job()}, "key", "body");
  pass(std::chrono::hours(23));
  EXPECT_EQ(ids_of(queue().add({new_job()}, "key", "body")), ids_of(first));
  pass(std::chrono::hours(2));
  EXPECT_NE(ids_of(queue().add({new_job()}, "key", "other")), ids_of(first));
}

TEST_F(QueueClients, AcceptsARequestOnceWhenItComesManyTimesAtOnce) {
  queue();
  std::vector<std::vector<std::string>> answers(8);
  std::vector<std::jthread> threads;
  for (auto& answer : answers) {
    threads.emplace_back([&] { answer = ids_of(queue().add({new_job()}, "key", "body")); });
  }
  threads.clear();
  EXPECT_THAT(answers, Each(answers[0]));
  EXPECT_EQ(queue().count_by_status()["pending"], 1);
}

TEST_F(QueueClients, KnowsNoJobThatItDidNotAccept) {
  EXPECT_THROW(queue().get("x' OR '1'='1"), JobNotFound);
  EXPECT_THROW(queue().cancel(""), JobNotFound);
  EXPECT_THROW(queue().retry("nope"), JobNotFound);
  EXPECT_THROW(queue().remove("nope"), JobNotFound);
}

TEST_F(QueueClients, ListsTheNewestFirst) {
  const auto jobs = queue().add({new_job(), new_job("loop"), new_job()}, "", "");
  EXPECT_THAT(ids_of(queue().list({}).items), ElementsAre(jobs[2].id, jobs[1].id, jobs[0].id));
}

TEST_F(QueueClients, ListsOnlyWhatIsAskedFor) {
  const auto jobs = queue().add({new_job(), new_job("loop"), new_job("loop")}, "", "");
  queue().cancel(jobs[1].id);
  Filter filter;
  filter.kind = "loop";
  EXPECT_EQ(queue().list(filter).total, 2);
  filter.status = Status::cancelled;
  EXPECT_THAT(ids_of(queue().list(filter).items), ElementsAre(jobs[1].id));
}

TEST_F(QueueClients, ListsEveryJobOnceWhileOthersComeIn) {
  for (int i = 0; i < 7; ++i) add();
  const auto all = ids_of(queue().list({}).items);
  Filter filter;
  filter.limit = 3;
  std::vector<std::string> seen;
  do {
    const Page page = queue().list(filter);
    for (const Job& job : page.items) seen.push_back(job.id);
    filter.cursor = page.next_cursor;
    add();
  } while (!filter.cursor.empty());
  EXPECT_EQ(seen, all);
}

TEST_F(QueueClients, EndsAListThatFillsItsLastPage) {
  for (int i = 0; i < 3; ++i) add();
  Filter filter;
  filter.limit = 3;
  EXPECT_EQ(queue().list(filter).next_cursor, "");
}

TEST_F(QueueClients, RefusesAForgedCursorAndAbsurdLimits) {
  Filter filter;
  filter.cursor = "1 OR 1=1";
  EXPECT_THROW(queue().list(filter), InvalidParameter);
  for (const int limit : {0, -1, 201}) {
    Filter absurd;
    absurd.limit = limit;
    EXPECT_THROW(queue().list(absurd), InvalidParameter) << limit;
  }
}

TEST_F(QueueClients, CountsEachStatusThatThereIs) {
  add();
  queue().cancel(add());
  EXPECT_THAT(queue().count_by_status(),
              UnorderedElementsAre(Pair("pending", 1), Pair("processing", 0), Pair("completed", 0),
                                   Pair("failed", 0), Pair("cancelled", 1)));
}

TEST_F(QueueClients, CancelsAWaitingJobBeforeAnyWorkerSeesIt) {
  const std::string id = add();
  const Job job = queue().cancel(id);
  EXPECT_EQ(job.status, Status::cancelled);
  EXPECT_TRUE(job.finished_at.has_value());
  EXPECT_EQ(queue().claim("worker", {}, ""), std::nullopt);
}

TEST_F(QueueClients, TellsTheWorkerOfACancelledJobToStop) {
  add();
  const Lease lease = claim();
  queue().cancel(lease.job.id);
  EXPECT_EQ(queue().heartbeat(lease, 50, "mixing", 1), Signal::stop);
  EXPECT_FALSE(queue().complete(lease, JsonObject()));
  EXPECT_EQ(status(lease.job.id), Status::cancelled);
}

TEST_F(QueueClients, CancelsAJobWhoseWorkerIsDead) {
  add();
  const Lease lease = claim();
  queue().cancel(lease.job.id);
  pass(Seconds(3600));
  queue().sweep();
  EXPECT_EQ(status(lease.job.id), Status::cancelled);
}

TEST_F(QueueClients, CancelsNothingThatIsFinished) {
  add();
  const Lease lease = claim();
  queue().complete(lease, JsonObject());
  EXPECT_THROW(queue().cancel(lease.job.id), Conflict);
}

TEST_F(QueueClients, TriesAFailedJobAgainAsIfItWereNew) {
  add();
  const Lease lease = claim();
  queue().heartbeat(lease, 50, "mixing", 1);
  queue().fail(lease, problem_json(problem_of(StorageFull("The disk is full."))));
  const Job job = queue().retry(lease.job.id);
  EXPECT_EQ(job.status, Status::pending);
  EXPECT_EQ(job.attempts, 0);
  EXPECT_EQ(job.progress, 0);
  EXPECT_TRUE(job.error.is_null());
  EXPECT_EQ(job.finished_at, std::nullopt);
  EXPECT_EQ(claim().job.attempts, 1);
}

TEST_F(QueueClients, TriesNothingAgainThatDidNotFail) {
  const std::string waiting = add();
  EXPECT_THROW(queue().retry(waiting), Conflict);
  const Lease lease = claim();
  EXPECT_THROW(queue().retry(waiting), Conflict);
  queue().complete(lease, JsonObject());
  EXPECT_THROW(queue().retry(waiting), Conflict);
}

TEST_F(QueueClients, RemovesOnlyWhatIsFinished) {
  const std::string id = add();
  EXPECT_THROW(queue().remove(id), Conflict);
  queue().cancel(id);
  queue().remove(id);
  EXPECT_THROW(queue().get(id), JobNotFound);
}

TEST_F(QueueClients, TellsWhatChangedInOrder) {
  const auto jobs = queue().add({new_job(), new_job()}, "", "");
  const std::int64_t before = queue().revision();
  queue().cancel(jobs[1].id);
  queue().cancel(jobs[0].id);
  const auto changes = queue().changes_since(before, 10);
  ASSERT_THAT(changes, SizeIs(2));
  EXPECT_EQ(changes[0].job.id, jobs[1].id);
  EXPECT_EQ(changes[1].job.id, jobs[0].id);
  EXPECT_EQ(changes[1].revision, queue().revision());
  EXPECT_THAT(queue().changes_since(changes[1].revision, 10), IsEmpty());
}

TEST_F(QueueClients, TellsChangesInPartsWithoutAGap) {
  for (int i = 0; i < 5; ++i) add();
  std::vector<std::string> seen;
  std::int64_t revision = 0;
  for (auto changes = queue().changes_since(revision, 2); !changes.empty();
       changes = queue().changes_since(revision, 2)) {
    for (const Change& change : changes) seen.push_back(change.job.id);
    revision = changes.back().revision;
  }
  EXPECT_THAT(seen, SizeIs(5));
}

TEST(OpenQueue, RefusesAQueueThatThisBuildLacks) {
  Config config;
  config.redis_url = "redis://localhost";
  EXPECT_THROW(open_queue(config), QueueUnavailable);
}

TEST_F(QueueClients, ForgetsOldFinishedJobsAndNoOthers) {
  const std::string waiting = add();
  const std::string old = add();
  queue().cancel(old);
  pass(Seconds(100));
  const std::string young = add();
  queue().cancel(young);
  const TimePoint before = options().clock() - std::chrono::seconds(50);
  EXPECT_EQ(queue().prune(before, 100), 1);
  EXPECT_THROW(queue().get(old), JobNotFound);
  EXPECT_EQ(status(young), Status::cancelled);
  EXPECT_EQ(status(waiting), Status::pending);
}

TEST_F(QueueClients, KeepsTheNewestFinishedJobs) {
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i) {
    ids.push_back(add());
    queue().cancel(ids.back());
  }
  EXPECT_EQ(queue().prune(TimePoint(), 2), 3);
  EXPECT_THROW(queue().get(ids[2]), JobNotFound);
  EXPECT_EQ(status(ids[3]), Status::cancelled);
}

}  // namespace
}  // namespace musicgen::jobs
