#include "engines/registry.h"

#include <fmt/ranges.h>

#include "base/text.h"
#include "engines/composer/composer.h"

namespace musicgen::engines {

Registry::Registry(const Config& config) {
  engines_.push_back(composer::make_composer(config.sound_font));
}

std::vector<EngineInfo> Registry::list() const {
  std::vector<EngineInfo> infos;
  bool found_default = false;
  for (const auto& engine : engines_) {
    infos.push_back(engine->info());
    infos.back().is_default = infos.back().installed && !std::exchange(found_default, true);
  }
  return infos;
}

const Engine& Registry::find(std::string_view name) const {
  std::vector<std::string> installed;
  for (const auto& engine : engines_) {
    const EngineInfo info = engine->info();
    const bool wanted = to_lower_ascii(info.name) == to_lower_ascii(name);
    if (wanted || (name.empty() && info.installed)) return *engine;
    if (info.installed) installed.push_back(info.name);
  }
  // Without a name and with nothing installed, the first engine says best what is missing.
  if (name.empty()) return *engines_.front();
  throw ModelNotFound(fmt::format("There is no model called \"{}\" here. Installed: {}.",
                                  first_characters(name, 100), fmt::join(installed, ", ")))
      .at("/model")
      .advise("Leave `model` out to use the default, or choose one that is installed.");
}

}  // namespace musicgen::engines
