#include "studio/work.h"

#include <fmt/format.h>

#include "studio/export.h"
#include "studio/generate.h"
#include "studio/loop.h"
#include "studio/pull.h"

namespace musicgen::studio {

jobs::Handler handler_for(Studio& studio) {
  return [&studio](const jobs::Job& job, const ProgressFn& progress, std::stop_token stop) -> Json {
    if (job.kind == "generate" || job.kind == "edit") return generate(studio, job, progress, stop);
    if (job.kind == "loop") return make_loop(studio, job, progress, stop);
    if (job.kind == "export") return make_export(studio, job, progress, stop);
    if (job.kind == "pull") return pull_model(studio, job, progress, stop);
    if (job.kind == "verify") return verify_model(studio, job, progress, stop);
    throw InternalError(fmt::format("This version can't do jobs of the kind \"{}\".", job.kind))
        .advise("Update all workers to the version of the server.");
  };
}

std::vector<std::string> models_of(const Studio& studio) {
  return studio.engines.names_here();
}

std::vector<std::string> neural_models_of(const Studio& studio) {
  std::vector<std::string> names = studio.engines.names_here();
  std::erase_if(names,
                [&](const std::string& name) { return !studio.engines.find(name).is_neural(); });
  return names;
}

}  // namespace musicgen::studio
