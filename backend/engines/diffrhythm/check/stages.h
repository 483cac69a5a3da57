#pragma once
// The stages that can be held against reference data. To add one: a file here with its function,
// and a line in stages.cpp.

#include <string>
#include <vector>

#include "engines/diffrhythm/check/golden.h"
#include "engines/diffrhythm/check/report.h"

namespace musicgen::diffrhythm {

struct Stage {
  std::string name;  // "dit"

  // Whether the folder holds this stage's files.
  bool (*wants)(const GoldenFolder& folder);

  // Computes what the goldens hold, for whatever sizes the folder's config has, and compares.
  void (*run)(GoldenFolder& folder, Report& report);
};

Stage weights_stage();  // the readers of model files
Stage dit_stage();      // the transformer, stage by stage
Stage long_stage();     // the transformer on a whole song
Stage cfm_stage();      // sampling
Stage vae_stage();      // latents to sound and back
Stage mulan_stage();    // words to a style

const std::vector<Stage>& stages();

// Runs every stage on every folder below `root` and prints what it finds; the number of failures,
// which includes the case that nothing at all was compared.
int check(const std::filesystem::path& root, std::ostream& out);

}  // namespace musicgen::diffrhythm
