#pragma once
#include <memory>
#include <string_view>
#include <vector>

#include "base/config.h"
#include "engines/diffrhythm/engine/singer.h"
#include "engines/engine.h"
#include "models/store.h"

namespace musicgen::engines {

class Registry {
 public:
  // Every engine that this program knows, installed or not. `singer`: who makes DiffRhythm's songs
  // here; nobody in programs without libtorch. Throws EngineUnavailable where the catalogue of
  // models can't be used.
  explicit Registry(const Config& config, std::shared_ptr<diffrhythm::Singer> singer = nullptr);

  // In the order of preference; `is_default` marks the one that is used when no name is given.
  std::vector<EngineInfo> list() const;

  // The engines, installed or not, that this program runs, and those that another one does.
  std::vector<std::string> names_here() const { return names(true); }
  std::vector<std::string> names_elsewhere() const { return names(false); }

  const models::Store& models() const { return models_; }

  // The engine of that name in any case, or of a model's alias; the default for "". Throws
  // ModelNotFound that lists the installed ones and says how to install the named one, where it is
  // known.
  const Engine& find(std::string_view name) const;

 private:
  std::vector<std::string> names(bool here) const;
  const Engine* engine_called(std::string_view name) const;

  models::Store models_;
  std::vector<std::unique_ptr<Engine>> engines_;  // some refer to models_
};

}  // namespace musicgen::engines
