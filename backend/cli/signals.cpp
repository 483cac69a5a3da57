#include "cli/signals.h"

#include <ctime>

#include <signal.h>
#include <unistd.h>

namespace musicgen::cli {

StopOnSignal::StopOnSignal() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  waiter_ = std::jthread([this, signals](std::stop_token end) {
    while (!end.stop_requested()) {
      const timespec wait{.tv_sec = 0, .tv_nsec = 100'000'000};
      if (sigtimedwait(&signals, nullptr, &wait) < 0) continue;
      if (stop_.stop_requested()) ::_exit(130);
      stop_.request_stop();
    }
  });
}

}  // namespace musicgen::cli
