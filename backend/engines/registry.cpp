#include "engines/registry.h"

#include <fmt/ranges.h>

#include "base/text.h"
#include "engines/composer/composer.h"

namespace musicgen::engines {
namespace {

// What the catalogue knows of a model's downloads, whether or not this program can run it.
void describe_parts(const models::Store& store, const models::Model& model, EngineInfo& info) {
  info.half_done_bytes = store.half_done_bytes(model);
  for (const models::Part* part : store.catalogue().parts_of(model)) {
    info.parts.push_back({.name = part->name,
                          .bytes = part->bytes(),
                          .license = part->license,
                          .license_url = part->license_url,
                          .installed = store.is_installed(*part)});
  }
}

EngineInfo info_of(const models::Store& store, const models::Model& model) {
  EngineInfo info;
  info.name = model.name;
  info.about = model.about;
  info.installed = store.is_installed(model);
  info.bytes = info.installed ? store.bytes_of(model) : store.catalogue().bytes_of(model);
  info.license = store.catalogue().license_of(model);
  info.abilities = model.abilities;
  info.durations = {model.durations.min, model.durations.max};
  info.parameters = JsonObject();
  if (!info.installed) info.install_hint = models::install_command(model);
  describe_parts(store, model, info);
  return info;
}

}  // namespace

Registry::Registry(const Config& config) : models_(config) {
  engines_.push_back(composer::make_composer(config.sound_font));
}

std::vector<EngineInfo> Registry::list() const {
  std::vector<EngineInfo> infos;
  bool found_default = false;
  for (const auto& engine : engines_) {
    EngineInfo& info = infos.emplace_back(engine->info());
    info.is_default = info.installed && !std::exchange(found_default, true);
    for (const models::Model& model : models_.catalogue().models()) {
      if (to_lower_ascii(model.name) == to_lower_ascii(info.name)) {
        describe_parts(models_, model, info);
      }
    }
  }
  for (const models::Model& model : models_.catalogue().models()) {
    if (engine_called(model.name) == nullptr) infos.push_back(info_of(models_, model));
  }
  return infos;
}

std::vector<std::string> Registry::names() const {
  std::vector<std::string> names;
  for (const auto& engine : engines_) names.push_back(engine->info().name);
  return names;
}

const Engine* Registry::engine_called(std::string_view name) const {
  for (const auto& engine : engines_) {
    if (to_lower_ascii(engine->info().name) == to_lower_ascii(name)) return engine.get();
  }
  return nullptr;
}

const Engine& Registry::find(std::string_view name) const {
  std::vector<std::string> installed;
  for (const auto& engine : engines_) {
    const EngineInfo info = engine->info();
    if (name.empty() && info.installed) return *engine;
    if (info.installed) installed.push_back(info.name);
  }
  // Without a name and with nothing installed, the first engine says best what is missing.
  if (name.empty()) return *engines_.front();
  if (const Engine* engine = engine_called(name)) return *engine;
  if (!models_.catalogue().called(name).empty()) {
    const models::Model& model = models_.resolve(name);
    if (const Engine* engine = engine_called(model.name)) return *engine;
    models_.files(model);  // throws where it is not installed
    throw EngineUnavailable(
        fmt::format("{} is installed, but this program has no engine for it.", model.name))
        .advise("Use a build with the neural engines, or another model.");
  }
  throw ModelNotFound(fmt::format("There is no model called \"{}\" here. Installed: {}.",
                                  first_characters(name, 100), fmt::join(installed, ", ")))
      .at("/model")
      .advise("Leave `model` out to use the default, or choose one that is installed.");
}

}  // namespace musicgen::engines
