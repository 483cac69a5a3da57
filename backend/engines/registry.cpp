#include "engines/registry.h"

#include <fmt/ranges.h>

#include "base/text.h"
#include "engines/composer/composer.h"
#include "engines/diffrhythm/engine/engine.h"

namespace musicgen::engines {

Registry::Registry(const Config& config, std::shared_ptr<diffrhythm::Singer> singer)
    : models_(config) {
  engines_.push_back(composer::make_composer(config.sound_font));
  for (auto& engine : diffrhythm::make_engines(models_, std::move(singer))) {
    engines_.push_back(std::move(engine));
  }
}

std::vector<EngineInfo> Registry::list() const {
  std::vector<EngineInfo> infos;
  bool found_default = false;
  for (const auto& engine : engines_) {
    EngineInfo& info = infos.emplace_back(engine->info());
    info.is_default = info.installed && !std::exchange(found_default, true);
  }
  return infos;
}

std::vector<std::string> Registry::names(bool here) const {
  std::vector<std::string> names;
  for (const auto& engine : engines_) {
    if (engine->runs_here() == here) names.push_back(engine->name());
  }
  return names;
}

const Engine* Registry::engine_called(std::string_view name) const {
  for (const auto& engine : engines_) {
    if (to_lower_ascii(engine->name()) == to_lower_ascii(name)) return engine.get();
  }
  return nullptr;
}

const Engine& Registry::find(std::string_view name) const {
  if (name.empty()) {
    for (const auto& engine : engines_) {
      if (engine->info().installed) return *engine;
    }
    // With nothing installed, the first engine says best what is missing.
    return *engines_.front();
  }
  if (const Engine* engine = engine_called(name)) return *engine;
  if (!models_.catalogue().called(name).empty()) {
    if (const Engine* engine = engine_called(models_.resolve(name).name)) return *engine;
  }
  std::vector<std::string> installed;
  for (const auto& engine : engines_) {
    const EngineInfo info = engine->info();
    if (info.installed) installed.push_back(info.name);
  }
  throw ModelNotFound(fmt::format("There is no model called \"{}\" here. Installed: {}.",
                                  first_characters(name, 100), fmt::join(installed, ", ")))
      .at("/model")
      .advise("Leave `model` out to use the default, or choose one that is installed.");
}

}  // namespace musicgen::engines
