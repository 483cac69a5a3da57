// The queue between many threads and processes, some of which are killed.

#include <csignal>
#include <fstream>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include "jobs/sqlite/testing.h"
#include "jobs/testing.h"

namespace musicgen::jobs {
namespace {

using testing::SizeIs;

constexpr int kJobs = 200;

class QueueProcesses : public QueueTest {
 protected:
  // Children do not share the parent's connections: each opens the queue itself.
  template <class Work>
  pid_t child(Work work) {
    const pid_t pid = ::fork();
    if (pid != 0) return pid;
    try {
      SqliteQueueOptions options;
      options.file = file();
      SqliteQueue queue(options);
      work(queue);
      ::_exit(0);
    } catch (const std::exception& error) {
      fmt::print(stderr, "{}\n", error.what());
      ::_exit(1);
    }
  }

  // Without a connection that lives on into the children.
  void fill() {
    SqliteQueueOptions options;
    options.file = file();
    SqliteQueue queue(options);
    queue.add(std::vector<NewJob>(kJobs, new_job()), "", "");
  }

  // Does jobs until none is left. What is done is told by a line in a file before the queue.
  void work(Queue& queue) const {
    while (const auto lease = queue.claim("worker", {}, "")) {
      queue.heartbeat(*lease, 50, "working", std::nullopt);
      note(lease->job.id);
      queue.complete(*lease, JsonObject{{"by", ::getpid()}});
    }
  }

  void note(const std::string& id) const {
    const std::string line = id + '\n';
    const int fd = ::open(notes().c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (::write(fd, line.data(), line.size()) < 0) ::_exit(2);
    ::close(fd);
  }

  std::filesystem::path notes() const { return file().parent_path() / "notes"; }

  std::vector<std::string> noted() const {
    std::ifstream in(notes());
    std::vector<std::string> ids;
    for (std::string id; std::getline(in, id);) ids.push_back(id);
    return ids;
  }
};

std::size_t distinct(std::vector<std::string> ids) {
  std::sort(ids.begin(), ids.end());
  return static_cast<std::size_t>(std::unique(ids.begin(), ids.end()) - ids.begin());
}

int exit_status(pid_t child) {
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST_F(QueueProcesses, DoEveryJobOnce) {
  fill();
  std::vector<pid_t> children;
  for (int i = 0; i < 4; ++i) {
    children.push_back(child([this](Queue& queue) { work(queue); }));
  }
  for (const pid_t pid : children) EXPECT_EQ(exit_status(pid), 0);
  EXPECT_THAT(noted(), SizeIs(kJobs));
  EXPECT_EQ(distinct(noted()), kJobs);
  EXPECT_EQ(queue().count_by_status()["completed"], kJobs);
}

TEST_F(QueueProcesses, DoEveryJobOnceInThreads) {
  queue().add(std::vector<NewJob>(kJobs, new_job()), "", "");
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) threads.emplace_back([this] { work(queue()); });
  }
  EXPECT_THAT(noted(), SizeIs(kJobs));
  EXPECT_EQ(distinct(noted()), kJobs);
  EXPECT_EQ(queue().count_by_status()["completed"], kJobs);
}

TEST_F(QueueProcesses, BringAJobBackWhoseWorkerIsKilled) {
  fill();
  const pid_t pid = child([this](Queue& queue) {
    note(queue.claim("worker", {}, "")->job.id);
    while (true) ::pause();
  });
  ASSERT_TRUE(eventually([&] { return noted().size() == 1; }));
  ::kill(pid, SIGKILL);
  exit_status(pid);

  SqliteQueueOptions later;
  later.file = file();
  later.steady_clock = [] { return since_boot() + std::chrono::seconds(11); };
  SqliteQueue queue(later);
  queue.sweep();
  const Job job = queue.get(noted()[0]);
  EXPECT_EQ(job.status, Status::pending);
  EXPECT_EQ(job.attempts, 1);
  EXPECT_EQ(job.queue_position, 1);
}

// Kills land anywhere, also in the middle of a commit. A sweeper in the future takes the leases of
// the dead at once.
TEST_F(QueueProcesses, LoseNothingWhenTheyAreKilledAnywhere) {
  fill();
  SqliteQueueOptions later;
  later.file = file();
  later.steady_clock = [] { return since_boot() + std::chrono::seconds(11); };
  for (int kill = 0; kill < 40 && noted().size() < kJobs; ++kill) {
    const std::size_t before = noted().size();
    const pid_t pid = child([this](Queue& queue) { work(queue); });
    EXPECT_TRUE(eventually([&] { return noted().size() > before; }));
    std::this_thread::sleep_for(std::chrono::microseconds(67 * kill));
    ::kill(pid, SIGKILL);
    exit_status(pid);
    SqliteQueue(later).sweep();
  }
  EXPECT_EQ(exit_status(child([this](Queue& queue) { work(queue); })), 0);
  EXPECT_EQ(SqliteQueue(later).count_by_status()["completed"], kJobs);
  EXPECT_EQ(distinct(noted()), kJobs);
}

}  // namespace
}  // namespace musicgen::jobs
