#include "jobs/supervisor.h"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <optional>

#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "jobs/backoff.h"
#include "jobs/waiting.h"

namespace musicgen::jobs {
namespace {

using Clock = std::chrono::steady_clock;

constexpr Seconds kTick{0.1};
constexpr int kNotStarted = 127;

// Runs in the child of a process with many threads: only calls that are safe after fork
// (signal-safety(7)), nothing that allocates.
[[noreturn]] void become(char* const* arguments, pid_t parent) {
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  std::signal(SIGPIPE, SIG_DFL);
  // Ctrl-C in a terminal is for the parent, which then ends its children in order.
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  // The parent may have died before the line above.
  if (getppid() != parent) _exit(0);
  // Sockets of the parent would stay open in here as long as the child lives.
  close_range(STDERR_FILENO + 1, ~0U, 0);
  execv(arguments[0], arguments);
  _exit(kNotStarted);
}

std::string ending(int status) {
  if (WIFSIGNALED(status)) return fmt::format("was killed by signal {}", WTERMSIG(status));
  if (WEXITSTATUS(status) == kNotStarted) return "could not be started";
  return fmt::format("ended with status {}", WEXITSTATUS(status));
}

// A place for one worker: at most one child at a time. PR_SET_PDEATHSIG is sent when the thread
// that forked ends, so one thread does all that is in here and outlives the children.
class Slot {
 public:
  Slot(std::vector<char*> arguments, int most_starts)
      : arguments_(std::move(arguments)), most_starts_(most_starts) {}

  // Notices the end of the child, and starts one where it is time.
  void tend() {
    reap(WNOHANG);
    if (!child_ && !is_over() && Clock::now() >= start_at_) start();
  }

  // Whether it has no child and may not start another.
  bool is_over() const { return !child_ && most_starts_ > 0 && starts_ >= most_starts_; }

  void signal(int number) const {
    if (child_) ::kill(*child_, number);
  }

  bool reap(int options) {
    if (!child_) return true;
    int status = 0;
    pid_t ended = ::waitpid(*child_, &status, options);
    while (ended < 0 && errno == EINTR) ended = ::waitpid(*child_, &status, options);
    if (ended == 0) return false;
    log::info("worker {} {}", *child_, ended < 0 ? "is gone" : ending(status));
    child_.reset();
    pause_before_next(Clock::now() - started_);
    return true;
  }

 private:
  void start() {
    const pid_t parent = ::getpid();
    const pid_t child = ::fork();
    if (child == 0) become(arguments_.data(), parent);
    started_ = Clock::now();
    ++starts_;
    if (child > 0) {
      child_ = child;
      log::info("started worker {}", child);
    } else {
      log::error("no worker can be started: {}", std::strerror(errno));
      pause_before_next(Seconds(0));
    }
  }

  void pause_before_next(Seconds lived) {
    start_at_ = Clock::now() + std::chrono::duration_cast<Clock::duration>(backoff_.after(lived));
  }

  std::vector<char*> arguments_;
  int most_starts_;
  int starts_ = 0;
  std::optional<pid_t> child_;
  Clock::time_point started_;
  Clock::time_point start_at_;
  Backoff backoff_;
};

void end(std::vector<Slot>& slots, Seconds patience) {
  for (const Slot& slot : slots) slot.signal(SIGTERM);
  const auto deadline = Clock::now() + patience;
  const auto ended = [](Slot& slot) { return slot.reap(WNOHANG); };
  while (!std::all_of(slots.begin(), slots.end(), ended) && Clock::now() < deadline) {
    wait(kTick / 5, {});
  }
  for (Slot& slot : slots) {
    slot.signal(SIGKILL);
    slot.reap(0);
  }
}

}  // namespace

void supervise(const SupervisorOptions& options, std::stop_token stop) {
  std::vector<std::string> command = options.command;
  std::vector<char*> arguments;
  for (std::string& word : command) arguments.push_back(word.data());
  arguments.push_back(nullptr);

  std::vector<Slot> slots(static_cast<std::size_t>(options.workers),
                          Slot(arguments, options.most_starts));
  const auto is_over = [](const Slot& slot) { return slot.is_over(); };
  while (!stop.stop_requested() && !std::all_of(slots.begin(), slots.end(), is_over)) {
    for (Slot& slot : slots) slot.tend();
    wait(kTick, stop);
  }
  end(slots, options.patience);
}

}  // namespace musicgen::jobs
