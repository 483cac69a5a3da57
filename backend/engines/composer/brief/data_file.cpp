#include "engines/composer/brief/data_file.h"

#include <sstream>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "base/files.h"

namespace musicgen::composer {
namespace {

Json json_of(const toml::node& node) {
  if (const auto* table = node.as_table()) {
    JsonObject object;
    for (const auto& [key, value] : *table) object[key.str()] = json_of(value);
    return object;
  }
  if (const auto* list = node.as_array()) {
    JsonArray array;
    for (const toml::node& item : *list) array.push_back(json_of(item));
    return array;
  }
  if (const auto* text = node.as_string()) return Json(text->get());
  if (const auto* number = node.as_integer()) return Json(number->get());
  if (const auto* number = node.as_floating_point()) return Json(number->get());
  if (const auto* truth = node.as_boolean()) return Json(truth->get());
  return Json(nullptr);  // dates have no place in our files; `from_json` refuses the null
}

}  // namespace

void refuse_data(const std::filesystem::path& file, std::string_view problem) {
  throw EngineUnavailable(fmt::format("The composer's data file {} can't be used: {}",
                                      file.filename().string(), problem))
      .advise("Mend the file, or install the program again.");
}

JsonObject read_data_file(const std::filesystem::path& file) {
  std::string text;
  try {
    text = read_text_file(file, 1 << 20);
  } catch (const Error& error) {
    refuse_data(file, error.detail());
  }
  try {
    return json_of(toml::parse(text)).as_object();
  } catch (const toml::parse_error& error) {
    refuse_data(file, fmt::format("line {}: {}.", error.source().begin.line,
                                  std::string_view(error.description())));
  }
}

}  // namespace musicgen::composer
