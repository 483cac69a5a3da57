#pragma once
#include <memory>

#include "studio/studio.h"

namespace musicgen::studio {

// All rooms opened for one program: the data directory made, the databases migrated.
// Throws StorageFull, StorageCorrupt.
class House {
 public:
  explicit House(const Config& config);

  Studio& studio() { return studio_; }

 private:
  engines::Registry engines_;
  std::unique_ptr<library::Library> library_;
  std::unique_ptr<jobs::Queue> queue_;
  Studio studio_;
};

}  // namespace musicgen::studio
