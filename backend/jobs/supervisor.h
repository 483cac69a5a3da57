#pragma once
// Starts worker processes and starts them anew when they die.

#include <stop_token>
#include <string>
#include <vector>

#include "base/units.h"

namespace musicgen::jobs {

struct SupervisorOptions {
  std::vector<std::string> command;  // program and arguments of one worker
  int workers = 1;
  Seconds patience{10};  // between asking a child to end and killing it
  int most_starts = 0;   // of each worker; 0: without end
};

// Keeps `workers` children alive until `stop`, then asks them to end (SIGTERM), and after
// `patience` kills them. A child that dies is started again after a pause that grows from 0.1 s to
// 10 s while it keeps dying young. Children end by themselves when this process dies
// (PR_SET_PDEATHSIG). Returns by itself once no child is left that may be started again.
void supervise(const SupervisorOptions& options, std::stop_token stop);

}  // namespace musicgen::jobs
