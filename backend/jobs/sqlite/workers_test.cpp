#include <gmock/gmock.h>

#include "jobs/sqlite/testing.h"

namespace musicgen::jobs {
namespace {

using QueueWorkers = QueueTest;

std::string text_at(const Json& object, std::string_view key) {
  return std::string(object.at(key).as_string());
}

TEST_F(QueueWorkers, TakeTheOldestJobFirst) {
  const auto jobs = queue().add({new_job(), new_job()}, "", "");
  EXPECT_EQ(claim().job.id, jobs[0].id);
  EXPECT_EQ(claim().job.id, jobs[1].id);
  EXPECT_EQ(queue().claim("worker", {}, ""), std::nullopt);
}

TEST_F(QueueWorkers, TakeOnlyJobsForEnginesThatTheyHave) {
  add(new_job("generate", "DiffRhythm"));
  const std::string composer = add(new_job("generate", "Composer"));
  const std::string any = add(new_job("loop"));
  EXPECT_EQ(queue().claim("worker", {"composer"}, "")->job.id, composer);
  EXPECT_EQ(queue().claim("worker", {"composer"}, "")->job.id, any);
  EXPECT_EQ(queue().claim("worker", {"composer"}, ""), std::nullopt);
}

TEST_F(QueueWorkers, LeaveJobsWithoutAModelWhereTheyShould) {
  add(new_job("loop"));
  const std::string song = add(new_job("generate", "DiffRhythm"));
  EXPECT_EQ(queue().claim("worker", {"diffrhythm"}, "", Modelless::leave)->job.id, song);
  EXPECT_EQ(queue().claim("worker", {"diffrhythm"}, "", Modelless::leave), std::nullopt);
  EXPECT_EQ(queue().claim("worker", {}, "", Modelless::leave), std::nullopt);
}

TEST_F(QueueWorkers, TakeTheOneJobThatTheyAskFor) {
  add();
  const std::string second = add();
  EXPECT_EQ(queue().claim("worker", {}, second)->job.id, second);
  EXPECT_EQ(queue().claim("worker", {}, second), std::nullopt);
}

TEST_F(QueueWorkers, TellHowFarTheyAre) {
  add();
  const Lease lease = claim();
  EXPECT_EQ(lease.job.status, Status::processing);
  EXPECT_EQ(lease.job.attempts, 1);
  EXPECT_EQ(queue().heartbeat(lease, 41.5, "rendering drums", 3.2), Signal::go_on);
  const Job job = queue().get(lease.job.id);
  EXPECT_EQ(job.progress, 41.5);
  EXPECT_EQ(job.stage, "rendering drums");
  EXPECT_EQ(job.eta_seconds, 3.2);
}

TEST_F(QueueWorkers, NeverLetProgressFall) {
  add();
  const Lease lease = claim();
  queue().heartbeat(lease, 40, "", std::nullopt);
  for (const double absurd : {10.0, -5.0, std::nan("")}) {
    queue().heartbeat(lease, absurd, "", std::nullopt);
    EXPECT_EQ(queue().get(lease.job.id).progress, 40) << absurd;
  }
  queue().heartbeat(lease, 1e9, "", std::nullopt);
  EXPECT_EQ(queue().get(lease.job.id).progress, 100);
}

TEST_F(QueueWorkers, DisturbNobodyWithAHeartbeatThatSaysNothingNew) {
  add();
  const Lease lease = claim();
  queue().heartbeat(lease, 40, "mixing", 2);
  const std::int64_t before = queue().revision();
  queue().heartbeat(lease, 40, "mixing", 2);
  EXPECT_EQ(queue().revision(), before);
}

TEST_F(QueueWorkers, CompleteAJobOnce) {
  add();
  const Lease lease = claim();
  queue().heartbeat(lease, 40, "mixing", 2);
  EXPECT_TRUE(queue().complete(lease, JsonObject{{"track_id", "t"}}));
  EXPECT_FALSE(queue().complete(lease, JsonObject{{"track_id", "other"}}));
  EXPECT_FALSE(queue().fail(lease, JsonObject()));
  const Job job = queue().get(lease.job.id);
  EXPECT_EQ(job.status, Status::completed);
  EXPECT_EQ(job.progress, 100);
  EXPECT_EQ(job.eta_seconds, std::nullopt);
  EXPECT_TRUE(job.finished_at.has_value());
  EXPECT_EQ(text_at(job.result, "track_id"), "t");
}

TEST_F(QueueWorkers, SayWhyAJobFailed) {
  add();
  const Lease lease = claim();
  EXPECT_TRUE(queue().fail(
      lease, problem_json(problem_of(StorageFull("Full.").advise("Free some space.")))));
  const Job job = queue().get(lease.job.id);
  EXPECT_EQ(job.status, Status::failed);
  EXPECT_EQ(text_at(job.error, "code"), "storage_full");
  EXPECT_EQ(text_at(job.error, "hint"), "Free some space.");
}

TEST_F(QueueWorkers, GiveAJobBackUnharmed) {
  const std::string id = add();
  add();
  const Lease lease = claim();
  queue().heartbeat(lease, 40, "mixing", 2);
  EXPECT_TRUE(queue().give_back(lease));
  const Job job = queue().get(id);
  EXPECT_EQ(job.status, Status::pending);
  EXPECT_EQ(job.attempts, 0);
  EXPECT_EQ(job.progress, 0);
  EXPECT_EQ(job.started_at, std::nullopt);
  EXPECT_EQ(job.queue_position, 1);
}

TEST_F(QueueWorkers, KeepTheirJobWhileTheirHeartBeats) {
  add();
  const Lease lease = claim();
  for (int i = 0; i < 5; ++i) {
    pass(Seconds(9));
    queue().sweep();
    EXPECT_EQ(queue().heartbeat(lease, 0, "", std::nullopt), Signal::go_on);
  }
}

TEST_F(QueueWorkers, LoseTheirJobWhenTheyFallSilent) {
  add();
  const Lease lost = claim();
  pass(Seconds(10.5));
  queue().sweep();
  EXPECT_EQ(status(lost.job.id), Status::pending);

  const Lease lease = claim();
  EXPECT_EQ(lease.job.id, lost.job.id);
  EXPECT_EQ(lease.job.attempts, 2);
  EXPECT_EQ(queue().heartbeat(lost, 90, "", std::nullopt), Signal::stop);
  EXPECT_FALSE(queue().complete(lost, JsonObject()));
  EXPECT_FALSE(queue().give_back(lost));
  EXPECT_TRUE(queue().complete(lease, JsonObject()));
}

TEST_F(QueueWorkers, FailAJobThatKillsThemAll) {
  const std::string id = add();
  for (int attempt = 1; attempt <= kMaxAttempts; ++attempt) {
    EXPECT_EQ(claim().job.attempts, attempt);
    pass(Seconds(11));
    queue().sweep();
  }
  const Job job = queue().get(id);
  EXPECT_EQ(job.status, Status::failed);
  EXPECT_EQ(text_at(job.error, "code"), "worker_lost");
  EXPECT_NE(text_at(job.error, "hint"), "");
  EXPECT_TRUE(job.finished_at.has_value());
}

// The steady clock begins anew with the machine, and the leases of before would seem to last long.
TEST_F(QueueWorkers, LoseTheirJobWhenTheMachineRestarts) {
  pass(std::chrono::hours(100));
  add();
  const Lease lease = claim();
  pass(-std::chrono::hours(100));
  queue().sweep();
  EXPECT_EQ(status(lease.job.id), Status::pending);
}

TEST_F(QueueWorkers, KeepTheirJobWhenTheTimeOfDayJumps) {
  std::chrono::hours jump{0};
  SqliteQueueOptions jumping = options();
  jumping.clock = [&, clock = jumping.clock] { return clock() + jump; };
  SqliteQueue queue(jumping);
  queue.add({new_job()}, "", "");
  const Lease lease = queue.claim("worker", {}, "").value();
  for (const int hours : {1000, -1000}) {
    jump = std::chrono::hours(hours);
    queue.sweep();
    EXPECT_EQ(queue.heartbeat(lease, 0, "", std::nullopt), Signal::go_on) << hours;
  }
}

// Works on a job for a while with a heartbeat every 5 s, as long as it is let.
class QueueTimeouts : public QueueTest {
 protected:
  std::string start(Seconds estimate = Seconds(0)) {
    NewJob job = new_job();
    job.estimate = estimate;
    add(job);
    lease_ = claim();
    return lease_.job.id;
  }

  // Progress goes on at a rate that never comes to an end.
  void work(Seconds time, bool moving, std::optional<double> eta = std::nullopt) {
    for (double t = 0; t < time.count(); t += 5) {
      pass(Seconds(5));
      if (moving) progress_ += (100 - progress_) / 1000;
      queue().heartbeat(lease_, progress_, "", eta);
      queue().sweep();
    }
  }

  std::string error_code(const std::string& id) {
    const Job job = queue().get(id);
    return job.error.is_null() ? "" : text_at(job.error, "code");
  }

  Lease lease_;
  double progress_ = 0;
};

TEST_F(QueueTimeouts, EndAJobThatStandsStill) {
  const std::string id = start(Seconds(10000));
  work(Seconds(600), false);
  EXPECT_EQ(status(id), Status::processing);
  work(Seconds(10), false);
  EXPECT_EQ(error_code(id), "generation_timeout");
  EXPECT_EQ(queue().heartbeat(lease_, 99, "", std::nullopt), Signal::stop);
}

TEST_F(QueueTimeouts, CountANewStageAsProgress) {
  const std::string id = start();
  work(Seconds(590), false);
  queue().heartbeat(lease_, 0, "another stage", std::nullopt);
  work(Seconds(590), false);
  EXPECT_EQ(status(id), Status::processing);
}

TEST_F(QueueTimeouts, LetALongJobTakeFourTimesItsEstimate) {
  const std::string id = start(Seconds(1000));
  work(Seconds(3990), true);
  EXPECT_EQ(status(id), Status::processing);
  work(Seconds(20), true);
  EXPECT_EQ(error_code(id), "generation_timeout");
}

TEST_F(QueueTimeouts, LetAShortJobTakeTheWholeTimeout) {
  const std::string id = start(Seconds(1));
  work(Seconds(595), true);
  EXPECT_EQ(status(id), Status::processing);
  work(Seconds(20), true);
  EXPECT_EQ(error_code(id), "generation_timeout");
}

TEST_F(QueueTimeouts, TakeTheFirstEtaForAMissingEstimate) {
  const std::string id = start();
  work(Seconds(5), true, 995.0);  // estimates 1,000 s
  work(Seconds(3990), true, 1.0);
  EXPECT_EQ(status(id), Status::processing);
  work(Seconds(20), true, 1.0);
  EXPECT_EQ(error_code(id), "generation_timeout");
}

TEST_F(QueueTimeouts, LetAJobWithoutAnyEstimateGoOnWhileItMoves) {
  const std::string id = start();
  work(Seconds(10000), true);
  EXPECT_EQ(status(id), Status::processing);
}

TEST_F(QueueTimeouts, CountEachAttemptByItself) {
  start(Seconds(1));
  work(Seconds(500), true);
  queue().give_back(lease_);
  lease_ = claim();
  work(Seconds(500), true);
  EXPECT_EQ(status(lease_.job.id), Status::processing);
}

}  // namespace
}  // namespace musicgen::jobs
