#pragma once
#include <memory>
#include <string_view>
#include <vector>

#include "base/config.h"
#include "engines/engine.h"
#include "models/store.h"

namespace musicgen::engines {

class Registry {
 public:
  // Every engine that this program knows, installed or not. Throws EngineUnavailable where the
  // catalogue of models can't be used.
  explicit Registry(const Config& config);

  // In the order of preference; `is_default` marks the one that is used when no name is given.
  // Models of the catalogue without an engine in this program come last.
  std::vector<EngineInfo> list() const;

  // The engines that this program can run.
  std::vector<std::string> names() const;

  // The engine of that name in any case; the default for "". Throws ModelNotFound that lists the
  // installed ones and says how to install the named one, where it is known; EngineUnavailable
  // where its files are here, but this program can't run it.
  const Engine& find(std::string_view name) const;

 private:
  const Engine* engine_called(std::string_view name) const;

  std::vector<std::unique_ptr<Engine>> engines_;
  models::Store models_;
};

}  // namespace musicgen::engines
