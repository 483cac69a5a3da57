#include "jobs/worker.h"

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include "jobs/sqlite/testing.h"
#include "jobs/testing.h"

namespace musicgen::jobs {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

class WorkerTest : public QueueTest {
 protected:
  std::jthread start(const Handler& handler) { return start(handler, queue()); }

  std::jthread start(const Handler& handler, Queue& queue) {
    return std::jthread([this, handler, &queue](const std::stop_token& stop) {
      run_worker(queue, handler, options_, stop);
    });
  }

  bool becomes(const std::string& id, Status wanted) {
    return eventually([&] { return status(id) == wanted; });
  }

  std::string error(const std::string& id, std::string_view part) {
    return std::string(queue().get(id).error.at(part).as_string());
  }

  static WorkerOptions worker_options() {
    WorkerOptions options;
    options.name = "worker 1";
    options.idle_poll = Seconds(0.02);
    return options;
  }

  WorkerOptions options_ = worker_options();
};

// Works until it is stopped.
Json endless(const Job&, const ProgressFn& progress, const std::stop_token& stop) {
  progress(0.5, "working");
  while (true) {
    throw_if_stopped(stop);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

Json result_of(const Job& job, const ProgressFn&, const std::stop_token&) {
  return JsonObject{{"of", job.id}};
}

TEST_F(WorkerTest, DoesEveryJob) {
  const auto jobs = queue().add({new_job(), new_job(), new_job()}, "", "");
  const std::jthread worker = start(result_of);
  for (const Job& job : jobs) {
    ASSERT_TRUE(becomes(job.id, Status::completed));
    EXPECT_EQ(queue().get(job.id).result, Json(JsonObject{{"of", job.id}}));
  }
}

TEST_F(WorkerTest, TellsTheQueueHowFarItIs) {
  const std::string id = add();
  const std::jthread worker = start(endless);
  EXPECT_TRUE(eventually([&] {
    const Job job = queue().get(id);
    return job.progress == 50 && job.stage == "working";
  }));
}

TEST_F(WorkerTest, SaysWhyAJobFailed) {
  const std::string id = add();
  const std::jthread worker = start([](auto&&...) -> Json {
    throw InvalidParameter("bpm must be at least 20").at("/parameters/bpm");
  });
  ASSERT_TRUE(becomes(id, Status::failed));
  EXPECT_EQ(error(id, "code"), "invalid_parameter");
  EXPECT_EQ(error(id, "field"), "/parameters/bpm");
}

TEST_F(WorkerTest, KeepsTheTextOfUnknownFailuresToItself) {
  const std::string id = add();
  const std::jthread worker =
      start([](auto&&...) -> Json { throw std::runtime_error("/home/me/secret"); });
  ASSERT_TRUE(becomes(id, Status::failed));
  EXPECT_EQ(error(id, "code"), "internal_error");
  EXPECT_THAT(to_text(queue().get(id).error), Not(HasSubstr("secret")));
}

TEST_F(WorkerTest, SurvivesAnythingThatIsThrown) {
  const auto jobs = queue().add({new_job(), new_job()}, "", "");
  const std::jthread worker = start([](auto&&...) -> Json { throw 42; });
  EXPECT_TRUE(becomes(jobs[0].id, Status::failed));
  EXPECT_TRUE(becomes(jobs[1].id, Status::failed));
}

TEST_F(WorkerTest, StopsACancelledJobAndGoesOn) {
  const std::string id = add();
  const std::jthread worker = start(endless);
  ASSERT_TRUE(becomes(id, Status::processing));
  queue().cancel(id);
  const std::string next = add();
  EXPECT_TRUE(becomes(next, Status::processing));
  EXPECT_EQ(status(id), Status::cancelled);
}

TEST_F(WorkerTest, FailsAJobThatCancelsItself) {
  const std::string id = add();
  const std::jthread worker = start([](auto&&...) -> Json { throw Cancelled("No."); });
  EXPECT_TRUE(becomes(id, Status::failed));
}

TEST_F(WorkerTest, GivesItsJobBackWhenItMustEnd) {
  const std::string id = add();
  {
    const std::jthread worker = start(endless);
    ASSERT_TRUE(becomes(id, Status::processing));
  }
  EXPECT_EQ(status(id), Status::pending);
  EXPECT_EQ(queue().get(id).attempts, 0);
}

TEST_F(WorkerTest, HandsInWhatWasDoneWhenItMustEnd) {
  const std::string id = add();
  {
    const std::jthread worker =
        start([](const Job&, const ProgressFn&, const std::stop_token& stop) -> Json {
          while (!stop.stop_requested()) {
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
          }
          return "done";
        });
    ASSERT_TRUE(becomes(id, Status::processing));
  }
  EXPECT_EQ(status(id), Status::completed);
}

// A queue whose disk is full for a while.
class FullQueue : public SqliteQueue {
 public:
  using SqliteQueue::SqliteQueue;
  bool complete(const Lease& lease, const Json& result) override {
    if (refusals_-- > 0) throw StorageFull("The disk is full.");
    return SqliteQueue::complete(lease, result);
  }

 private:
  int refusals_ = 2;
};

TEST_F(WorkerTest, KeepsAResultUntilTheDiskTakesIt) {
  const std::string id = add();
  FullQueue full(options());
  int runs = 0;
  {
    const std::jthread worker = start(
        [&](auto&&...) -> Json {
          ++runs;
          return "done";
        },
        full);
    EXPECT_TRUE(becomes(id, Status::completed));
  }
  EXPECT_EQ(runs, 1);
}

TEST_F(WorkerTest, EndsItsProcessWhenTheWorkHangs) {
  options_.stop_grace = Seconds(0.1);
  const pid_t child = ::fork();
  if (child == 0) {
    add();
    const Handler hang = [&](const Job& job, auto&&...) -> Json {
      queue().cancel(job.id);
      while (true) ::pause();
    };
    run_worker(queue(), hang, options_, std::stop_token());
    ::_exit(0);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(WEXITSTATUS(status), 70);
}

TEST_F(WorkerTest, ShowsHowOneJobIsDone) {
  const std::string id = add();
  std::vector<Status> seen;
  const Job job = run_job(
      queue(), id, result_of, options_, [&](const Job& now) { seen.push_back(now.status); },
      std::stop_token());
  EXPECT_EQ(job.status, Status::completed);
  EXPECT_EQ(seen.front(), Status::pending);
  EXPECT_EQ(seen.back(), Status::completed);
}

TEST_F(WorkerTest, DoesOnlyTheJobThatItIsFor) {
  const std::string other = add();
  const std::string id = add();
  run_job(
      queue(), id, result_of, options_, [](const Job&) {}, std::stop_token());
  EXPECT_EQ(status(other), Status::pending);
}

TEST_F(WorkerTest, WatchesAJobThatAnotherWorkerDoes) {
  const std::string id = add();
  const Lease other = claim();
  const Job job = run_job(
      queue(), id, [](auto&&...) -> Json { throw std::logic_error("it is not ours"); }, options_,
      [&](const Job& now) {
        if (!is_finished(now.status)) queue().complete(other, "theirs");
      },
      std::stop_token());
  EXPECT_EQ(job.result, Json("theirs"));
}

TEST_F(WorkerTest, TakesOverFromAWorkerThatDied) {
  const std::string id = add();
  claim();
  pass(Seconds(11));
  const Job job = run_job(
      queue(), id, result_of, options_, [](const Job&) {}, std::stop_token());
  EXPECT_EQ(job.status, Status::completed);
  EXPECT_EQ(job.attempts, 2);
}

TEST_F(WorkerTest, GivesTheOneJobBackWhenItMustEnd) {
  const std::string id = add();
  std::stop_source stop;
  const Job job = run_job(
      queue(), id, endless, options_,
      [&](const Job& now) {
        if (now.status == Status::processing) stop.request_stop();
      },
      stop.get_token());
  EXPECT_EQ(job.status, Status::pending);
  EXPECT_EQ(job.attempts, 0);
}

}  // namespace
}  // namespace musicgen::jobs
