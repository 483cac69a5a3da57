#pragma once
#include <mutex>
#include <string>

#include "base/progress.h"
#include "cli/progress_bar.h"
#include "jobs/pace.h"

namespace musicgen::cli {

// The progress of work that runs in this program, on the bar that jobs have: ten times a second,
// and at once where a stage begins.
class WorkBar {
 public:
  void report(double fraction, std::string_view stage);

  ProgressFn progress() {
    return [this](double fraction, std::string_view stage) { report(fraction, stage); };
  }

 private:
  std::mutex mutex_;
  ProgressBar bar_;
  jobs::Pace pace_{jobs::Pace::Clock::now()};
  jobs::Pace::Clock::time_point next_{};
  std::string shown_;  // the stage
};

}  // namespace musicgen::cli
