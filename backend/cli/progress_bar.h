#pragma once
#include <cstdio>
#include <string>

#include "jobs/job.h"

namespace musicgen::cli {

// Shows how far a job is on standard error: a bar that redraws itself on a terminal, otherwise a
// plain line for each tenth of the work and for each stage.
class ProgressBar {
 public:
  ProgressBar();
  ~ProgressBar();  // leaves the terminal's cursor on a line of its own

  void show(const jobs::Job& job);

 private:
  bool terminal_;
  bool drawn_ = false;
  int printed_tenths_ = -1;
  std::string printed_stage_;
};

}  // namespace musicgen::cli
