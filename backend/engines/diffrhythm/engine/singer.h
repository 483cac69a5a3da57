#pragma once
// Who computes the sound of a plan. It needs libtorch and lives in the program musicgen-neural;
// everything else about DiffRhythm does without.

#include <filesystem>
#include <stop_token>

#include "base/progress.h"
#include "engines/diffrhythm/engine/plan.h"
#include "models/store.h"

namespace musicgen::diffrhythm {

class Singer {
 public:
  virtual ~Singer() = default;

  // Writes the song, stereo at 44.1 kHz in 32-bit floats and plan.samples long, to `wav`. Throws
  // OutOfMemory with advice before or while it loads, InvalidParameter for a device or precision
  // that isn't here, StorageCorrupt for model files that can't be used, Cancelled soon after
  // `stop`: within one block of the transformer, or one piece of the decoder.
  virtual void sing(const SingingPlan& plan, const models::ModelFiles& files,
                    const std::filesystem::path& wav, const ProgressFn& progress,
                    const std::stop_token& stop) = 0;
};

}  // namespace musicgen::diffrhythm
