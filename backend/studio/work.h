#pragma once
#include "jobs/worker.h"
#include "studio/studio.h"

namespace musicgen::studio {

// What a worker does with a job: the use case of the job's kind.
jobs::Handler handler_for(Studio& studio);

// The engines that this program can run, by name.
std::vector<std::string> models_of(const Studio& studio);

// Those of them that only a program with libtorch runs; none in one without.
std::vector<std::string> neural_models_of(const Studio& studio);

}  // namespace musicgen::studio
