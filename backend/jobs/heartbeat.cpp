#include "jobs/heartbeat.h"

#include <cstdlib>

#include "base/log.h"
#include "jobs/waiting.h"

namespace musicgen::jobs {
namespace {

constexpr Seconds kTick{0.2};      // progress is told at most that often
constexpr Seconds kInterval{1.0};  // a beat even where nothing moved; a cancel is noticed with it
constexpr int kHungStatus = 70;    // EX_SOFTWARE of sysexits.h

}  // namespace

Heartbeat::Heartbeat(Queue& queue, const Lease& lease, const Pace& pace, std::stop_source work,
                     Seconds grace, std::function<void()> on_beat)
    : queue_(queue),
      lease_(lease),
      pace_(pace),
      work_(std::move(work)),
      grace_(grace),
      on_beat_(std::move(on_beat)),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

void Heartbeat::run(const std::stop_token& stop) {
  Pace::View told;
  auto told_at = Pace::Clock::time_point::min();
  while (!stop.stop_requested()) {
    const auto now = Pace::Clock::now();
    const Pace::View view = pace_.view(now);
    const bool moved = view.percent != told.percent || view.stage != told.stage;
    const bool due = told_at == Pace::Clock::time_point::min() || now - told_at >= kInterval;
    if (!lost_ && (moved || due)) {
      beat(view);
      told = view;
      told_at = now;
    }
    watch_the_end();
    wait(kTick, stop);
  }
}

// A queue that can't be reached now may be there again for the next beat; the lease lasts longer.
void Heartbeat::beat(const Pace::View& view) {
  try {
    if (queue_.heartbeat(lease_, view.percent, view.stage, view.eta_seconds) == Signal::stop) {
      lost_ = true;
      work_.request_stop();
    }
    queue_.sweep();
    on_beat_();
  } catch (const std::exception& error) {
    log::warning("job {}: no heartbeat: {}", lease_.job.id, error.what());
  }
}

void Heartbeat::watch_the_end() {
  if (!working_ || !work_.stop_requested()) return;
  const auto now = Pace::Clock::now();
  if (!asked_to_stop_) asked_to_stop_ = now;
  if (now - *asked_to_stop_ < grace_) return;
  log::error("job {}: the work does not stop; this worker ends itself", lease_.job.id);
  std::_Exit(kHungStatus);
}

}  // namespace musicgen::jobs
