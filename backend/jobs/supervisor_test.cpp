#include "jobs/supervisor.h"

#include <csignal>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/files.h"
#include "jobs/testing.h"

namespace musicgen::jobs {
namespace {

using testing::ElementsAre;

class SupervisorTest : public testing::Test {
 protected:
  // A worker that is a line of shell; it may write to "$LOG".
  SupervisorOptions workers(int count, const std::string& script) const {
    return {.command = {"/bin/sh", "-c", fmt::format("LOG='{}'; {}", log().string(), script)},
            .workers = count};
  }

  std::filesystem::path log() const { return folder_.path() / "log"; }

  std::vector<std::string> lines() const {
    std::ifstream in(log());
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
  }

 private:
  ScratchFolder folder_{std::filesystem::temp_directory_path()};
};

std::jthread start(const SupervisorOptions& options) {
  return std::jthread([options](const std::stop_token& stop) { supervise(options, stop); });
}

bool is_alive(const std::string& pid) {
  return ::kill(std::stoi(pid), 0) == 0;
}

TEST_F(SupervisorTest, StartsADyingWorkerAgain) {
  const std::jthread supervisor = start(workers(1, "echo started >> $LOG; exit 1"));
  EXPECT_TRUE(eventually([&] { return lines().size() >= 3; }));
}

TEST_F(SupervisorTest, StartsAKilledWorkerAgain) {
  const std::jthread supervisor = start(workers(1, "echo $$ >> $LOG; exec sleep 1000"));
  ASSERT_TRUE(eventually([&] { return lines().size() == 1; }));
  ::kill(std::stoi(lines()[0]), SIGKILL);
  EXPECT_TRUE(eventually([&] { return lines().size() == 2; }));
}

TEST_F(SupervisorTest, GivesUpWhereItMay) {
  SupervisorOptions options = workers(1, "echo started >> $LOG; exit 1");
  options.most_starts = 2;
  supervise(options, {});
  EXPECT_THAT(lines(), ElementsAre("started", "started"));
}

TEST_F(SupervisorTest, EndsAllItsWorkers) {
  {
    const std::jthread supervisor = start(workers(3, "echo $$ >> $LOG; exec sleep 1000"));
    ASSERT_TRUE(eventually([&] { return lines().size() == 3; }));
  }
  for (const std::string& pid : lines()) EXPECT_FALSE(is_alive(pid));
}

TEST_F(SupervisorTest, LetsAWorkerFinishWhatItDoes) {
  {
    const std::jthread supervisor =
        start(workers(1,
                      "trap 'echo ended >> $LOG; exit 0' TERM; echo started >> $LOG; "
                      "while :; do sleep 0.05; done"));
    ASSERT_TRUE(eventually([&] { return lines().size() == 1; }));
  }
  EXPECT_THAT(lines(), ElementsAre("started", "ended"));
}

TEST_F(SupervisorTest, KillsAWorkerThatWillNotEnd) {
  SupervisorOptions options =
      workers(1, "trap '' TERM; echo $$ >> $LOG; while :; do sleep 0.05; done");
  options.patience = Seconds(0.2);
  {
    const std::jthread supervisor = start(options);
    ASSERT_TRUE(eventually([&] { return lines().size() == 1; }));
  }
  EXPECT_FALSE(is_alive(lines()[0]));
}

TEST_F(SupervisorTest, LeavesTheChildrenOfOthersAlone) {
  const std::jthread supervisor = start(workers(1, "echo started >> $LOG; exit 1"));
  const pid_t mine = ::fork();
  if (mine == 0) ::_exit(7);
  EXPECT_TRUE(eventually([&] { return lines().size() >= 3; }));
  int status = 0;
  EXPECT_EQ(::waitpid(mine, &status, 0), mine);
  EXPECT_EQ(WEXITSTATUS(status), 7);
}

// The write end of a pipe is the only open file that a worker gets here; its end is the end of all
// that held it.
TEST_F(SupervisorTest, TakesItsWorkersWithItWhenItIsKilled) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const pid_t supervisor = ::fork();
  if (supervisor == 0) {
    ::dup2(ends[1], STDOUT_FILENO);
    ::close(ends[0]);
    ::close(ends[1]);
    supervise(workers(1, "echo $$ >> $LOG; exec sleep 1000"), std::stop_token());
    ::_exit(0);
  }
  ::close(ends[1]);
  EXPECT_TRUE(eventually([&] { return lines().size() == 1; }));
  ::kill(supervisor, SIGKILL);
  ::waitpid(supervisor, nullptr, 0);
  char byte = 0;
  EXPECT_EQ(::read(ends[0], &byte, 1), 0);
  ::close(ends[0]);
}

TEST_F(SupervisorTest, KeepsItsFilesToItself) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const std::jthread supervisor = start(workers(1, "echo $$ >> $LOG; exec sleep 1000"));
  ASSERT_TRUE(eventually([&] { return lines().size() == 1; }));
  ::close(ends[1]);
  char byte = 0;
  EXPECT_EQ(::read(ends[0], &byte, 1), 0);  // nobody else holds the write end
  ::close(ends[0]);
}

}  // namespace
}  // namespace musicgen::jobs
