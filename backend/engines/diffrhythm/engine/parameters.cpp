#include "engines/diffrhythm/engine/parameters.h"

#include <fmt/format.h>

#include "base/schema.h"
#include "base/text.h"

namespace musicgen::diffrhythm {

SingingParameters parameters_in(const JsonObject& parameters) {
  JsonObject given;
  for (const auto& item : parameters) {
    if (!item.value().is_null()) given[item.key()] = item.value();
  }
  return from_json<SingingParameters>(given, "/parameters");
}

Json parameter_schemas() {
  return Schemas().struct_schema<SingingParameters>(SchemaUse::request).at("properties");
}

std::string style_words(const std::string& prompt, const SingingParameters& parameters) {
  std::string words = prompt;
  const auto add = [&](const std::string& more) {
    const std::string clean = clean_text(more);
    if (!clean.empty()) words += fmt::format("{}{}", words.empty() ? "" : ", ", clean);
  };
  add(parameters.genre);
  add(parameters.mood);
  for (const std::string& instrument : parameters.instruments) add(instrument);
  return words;
}

}  // namespace musicgen::diffrhythm
