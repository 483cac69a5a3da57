#include "cli/work_bar.h"

namespace musicgen::cli {

void WorkBar::report(double fraction, std::string_view stage) {
  const std::lock_guard lock(mutex_);
  pace_.report(fraction, stage);
  const auto now = jobs::Pace::Clock::now();
  if (now < next_ && stage == shown_) return;
  shown_ = stage;
  next_ = now + std::chrono::milliseconds(100);
  const jobs::Pace::View view = pace_.view(now);
  jobs::Job job;
  job.status = jobs::Status::processing;
  job.progress = view.percent;
  job.stage = view.stage;
  job.eta_seconds = view.eta_seconds;
  bar_.show(job);
}

}  // namespace musicgen::cli
