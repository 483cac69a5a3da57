#pragma once
#include <memory>
#include <string_view>
#include <vector>

#include "base/config.h"
#include "engines/engine.h"

namespace musicgen::engines {

class Registry {
 public:
  // Every engine that this program knows, installed or not.
  explicit Registry(const Config& config);

  // In the order of preference; `is_default` marks the one that is used when no name is given.
  std::vector<EngineInfo> list() const;

  // The engine of that name in any case; the default for "". Throws ModelNotFound that lists the
  // installed ones and says how to install the named one, where it is known.
  const Engine& find(std::string_view name) const;

 private:
  std::vector<std::unique_ptr<Engine>> engines_;
};

}  // namespace musicgen::engines
