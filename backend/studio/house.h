#pragma once
#include <memory>

#include "studio/studio.h"

namespace musicgen::studio {

// Removes what processes left half-made when they died.
void clean_up(const Config& config);

// All rooms opened for one program: the data directory made and cleaned up, the databases migrated.
// Throws StorageFull, StorageCorrupt.
class House {
 public:
  // `singer`: as for engines::Registry.
  explicit House(const Config& config, std::shared_ptr<diffrhythm::Singer> singer = nullptr);

  Studio& studio() { return studio_; }

 private:
  engines::Registry engines_;
  std::unique_ptr<library::Library> library_;
  std::unique_ptr<jobs::Queue> queue_;
  Studio studio_;
};

}  // namespace musicgen::studio
