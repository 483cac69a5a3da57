#include "engines/composer/score/style.h"

#include <toml++/toml.h>

#include "base/error.h"
#include "engines/composer/brief/genre.h"
#include "engines/composer/score/grid.h"

namespace musicgen::composer::writing {
namespace {

// TOML as JSON, so that one description of a type reads both.
Json json_of(const toml::node& node) {
  if (const toml::table* table = node.as_table()) {
    JsonObject object;
    for (const auto& [key, item] : *table) object[std::string(key.str())] = json_of(item);
    return object;
  }
  if (const toml::array* array = node.as_array()) {
    JsonArray list;
    for (const toml::node& item : *array) list.push_back(json_of(item));
    return list;
  }
  if (const auto text = node.value_exact<std::string>()) return Json(*text);
  if (const auto flag = node.value_exact<bool>()) return Json(*flag);
  if (const auto whole = node.value_exact<std::int64_t>()) return Json(*whole);
  return Json(node.value<double>().value());
}

toml::table read_toml(const std::filesystem::path& file) {
  try {
    return toml::parse_file(file.string());
  } catch (const toml::parse_error& error) {
    throw InternalError(fmt::format("The data file {} can't be read at line {}: {}.",
                                    file.filename().string(), error.source().begin.line,
                                    error.description()));
  }
}

// Patterns fail here, when the file is read, rather than in the one song that would draw them.
void check_patterns(const Style& style) {
  for (const Figure& figure : style.figures) {
    if (figure.steps != "walk" && figure.steps != "kick") {
      fit_pattern(figure.steps, meter_of(figure.meter), Grid(meter_of(figure.meter)));
    }
  }
  for (const Groove& groove : style.grooves) {
    for (const auto& [drum, steps] : groove.lines) {
      fit_pattern(steps, meter_of(groove.meter), Grid(meter_of(groove.meter)));
    }
  }
  for (const std::vector<std::string>* rhythms :
       {&style.melody.rhythms, &style.melody.endings, &style.melody.solos}) {
    for (const std::string& steps : *rhythms) fit_pattern(steps, Meter{}, Grid(Meter{}));
  }
}

template <class T>
void replace(T& value, const std::optional<T>& other) {
  if (other) value = *other;
}

void take_way(Style& style, const std::string& name) {
  style.way = name;
  const auto at = style.styles.find(name);
  if (at == style.styles.end()) return;
  const Way& way = at->second;
  replace(style.swing, way.swing);
  replace(style.swing_unit, way.swing_unit);
  replace(style.dynamics, way.dynamics);
  replace(style.sweeps, way.sweeps);
  replace(style.crashes, way.crashes);
  replace(style.stops, way.stops);
  replace(style.harmony.bars_per_chord, way.bars_per_chord);
  replace(style.melody.rests, way.rests);
  if (!way.rhythms.empty()) style.melody.rhythms = way.rhythms;
  if (!way.endings.empty()) style.melody.endings = way.endings;
}

}  // namespace

Style load_style(const std::string& genre, const std::string& way) {
  const std::vector<std::string> known = genre_names();
  if (std::find(known.begin(), known.end(), genre) == known.end()) {
    throw NotFound(fmt::format("There is no genre \"{}\".", genre)).at("/parameters/genre");
  }
  const std::filesystem::path file = data_folder() / "genres" / (genre + ".toml");
  const toml::table table = read_toml(file);
  const toml::node* score = table.get("score");
  if (score == nullptr) {
    throw InternalError(fmt::format("The genre file {}.toml has no table [score].", genre));
  }
  try {
    Style style = from_json<Style>(json_of(*score), "/score");
    check_patterns(style);
    take_way(style, way);
    return style;
  } catch (const InvalidParameter& error) {
    throw InternalError(
        fmt::format("The genre file {}.toml: {} ({})", genre, error.detail(), error.field()));
  }
}

std::vector<Instrument> load_instruments() {
  std::vector<Instrument> instruments;
  const toml::table table = read_toml(data_folder() / "instruments.toml");
  for (const auto& [name, node] : table) {
    const toml::table* entry = node.as_table();
    const auto low = entry ? entry->at_path("range[0]").value<int>() : std::nullopt;
    const auto high = entry ? entry->at_path("range[1]").value<int>() : std::nullopt;
    const auto program = entry ? (*entry)["program"].value<int>() : std::nullopt;
    if (!low || !high || !program || *low >= *high) {
      throw InternalError(
          fmt::format("instruments.toml: \"{}\" needs a range and a program.", name.str()));
    }
    const bool is_kit = name.str().ends_with(" kit") || name.str() == "hand percussion";
    instruments.push_back({std::string(name.str()), *low, *high, *program, is_kit});
  }
  return instruments;
}

}  // namespace musicgen::composer::writing
