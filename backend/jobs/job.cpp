#include "jobs/job.h"

namespace musicgen::jobs {

Json problem_json(const Problem& problem) {
  return JsonObject{{"code", problem.code},
                    {"detail", problem.detail},
                    {"field", problem.field},
                    {"hint", problem.hint}};
}

}  // namespace musicgen::jobs
