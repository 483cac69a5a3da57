#include "engines/diffrhythm/check/stages.h"

#include <ostream>

namespace musicgen::diffrhythm {

const std::vector<Stage>& stages() {
  static const std::vector<Stage> kStages{weights_stage(), dit_stage(), long_stage(),
                                          cfm_stage(),     vae_stage(), mulan_stage()};
  return kStages;
}

int check(const std::filesystem::path& root, std::ostream& out) {
  Report report(out);
  for (GoldenFolder& folder : golden_folders(root)) {
    if (!std::filesystem::exists(folder.path())) {
      report.close(folder, "its folder isn't here");
      continue;
    }
    for (const Stage& stage : stages()) {
      if (!stage.wants(folder)) continue;
      try {
        stage.run(folder, report);
      } catch (const std::exception& error) {
        report.fail(folder, stage.name, error.what());
      }
    }
    report.close(folder, "no stage of this build looks at it");
  }
  report.summary();
  if (report.compared() == 0) {
    out << "Nothing was compared: is this a folder of reference data?\n";
    return 1;
  }
  return report.failures();
}

}  // namespace musicgen::diffrhythm
