#include "cli/signals.h"

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
    std::jthread stopper;  // what it calls may take its time: the second signal is heard meanwhile
    int signal = 0;
    while (sigwait(&signals, &signal) == 0 && !end.stop_requested()) {
      if (stopper.joinable()) ::_exit(130);
      stopper = std::jthread([this] { stop_.request_stop(); });
    }
  });
}

StopOnSignal::~StopOnSignal() {
  waiter_.request_stop();
  pthread_kill(waiter_.native_handle(), SIGTERM);  // to wake it
}

}  // namespace musicgen::cli
