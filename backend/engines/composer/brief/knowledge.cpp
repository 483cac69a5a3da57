#include "engines/composer/brief/knowledge.h"

#include <fmt/format.h>

#include "engines/composer/brief/data_file.h"
#include "engines/composer/brief/genre.h"
#include "engines/composer/brief/knowledge_check.h"

namespace musicgen::composer {

BOOST_DESCRIBE_STRUCT(TempoRange, (), (min, max, usual))
BOOST_DESCRIBE_STRUCT(Ensemble, (), (weight, instruments))
BOOST_DESCRIBE_STRUCT(Style, (), (name, words, bpm, instruments, mood, meter))
BOOST_DESCRIBE_STRUCT(GenreProfile, (),
                      (label, words, flavours, hints, mood, bpm, keys, meters, ensembles, lends,
                       ambience, energy, styles))
BOOST_DESCRIBE_STRUCT(MoodProfile, (), (words, tempo, valence, energy, brightness, genres))
BOOST_DESCRIBE_STRUCT(AmbienceProfile, (), (words, genres))
BOOST_DESCRIBE_STRUCT(Family, (), (name, words, without, refused_with, members, companions, single))
BOOST_DESCRIBE_STRUCT(Band, (), (name, words, instruments, alone))
BOOST_DESCRIBE_STRUCT(Course, (), (name, words, points))
BOOST_DESCRIBE_STRUCT(TempoWord, (), (name, words, place))
BOOST_DESCRIBE_STRUCT(MeterWord, (), (name, words, meter))
BOOST_DESCRIBE_STRUCT(Umbrella, (), (name, words, genres))
BOOST_DESCRIBE_STRUCT(LevelWord, (), (name, words, level))
BOOST_DESCRIBE_STRUCT(Language, (),
                      (filler, turns, negations, wide_negations, fronted_negations, replaced,
                       exceptions, all, alone, only, nobody_else, music, enders, voices,
                       instrumental, levels, tempi, meters, courses, families, bands, umbrellas))

}  // namespace musicgen::composer

namespace musicgen {

template <>
inline constexpr auto kRules<composer::TempoRange> =
    rules({{.field = "min", .required = true, .min = 30, .max = 300},
           {.field = "max", .required = true, .min = 30, .max = 300},
           {.field = "usual", .required = true, .min = 30, .max = 300}});
template <>
inline constexpr auto kRules<composer::Ensemble> =
    rules({{.field = "weight", .min = 0.01, .max = 100},
           {.field = "instruments", .required = true, .min = 1, .max = 8}});
template <>
inline constexpr auto kRules<composer::Style> =
    rules({{.field = "name", .required = true, .min = 1},
           {.field = "words", .required = true, .min = 1}});
template <>
inline constexpr auto kRules<composer::GenreProfile> =
    rules({{.field = "label", .required = true, .min = 1},
           {.field = "words", .required = true, .min = 1},
           {.field = "mood", .required = true},
           {.field = "bpm", .required = true},
           {.field = "keys", .required = true},
           {.field = "meters", .required = true},
           {.field = "ensembles", .required = true, .min = 1},
           {.field = "lends", .required = true, .min = 1},
           {.field = "energy", .required = true, .min = 1}});
template <>
inline constexpr auto kRules<composer::MoodProfile> =
    rules({{.field = "words", .required = true, .min = 1},
           {.field = "tempo", .required = true, .min = 0.5, .max = 2},
           {.field = "valence", .required = true, .min = 0, .max = 1},
           {.field = "energy", .required = true, .min = 0, .max = 1},
           {.field = "brightness", .required = true, .min = 0, .max = 1},
           {.field = "genres", .required = true, .min = 1}});
template <>
inline constexpr auto kRules<composer::AmbienceProfile> =
    rules({{.field = "words", .required = true, .min = 1},
           {.field = "genres", .required = true, .min = 1}});
template <>
inline constexpr auto kRules<composer::LevelWord> =
    rules({{.field = "level", .required = true, .min = 0, .max = 1}});
template <>
inline constexpr auto kRules<composer::TempoWord> =
    rules({{.field = "place", .required = true, .min = -1, .max = 2}});

}  // namespace musicgen

namespace musicgen::composer {
namespace fs = std::filesystem;
namespace {

// All entries of a file in which each is a table under its own name.
template <class T>
std::vector<T> load_named(const fs::path& file) {
  const JsonObject object = read_data_file(file);
  std::vector<T> list;
  for (const auto& item : object) {
    const std::string name(item.key().data(), item.key().size());
    list.push_back(entry_of<T>(object, name, file));
    list.back().name = name;
  }
  return list;
}

// The rest of an instrument's table belongs to the score and the sound.
std::vector<InstrumentProfile> load_instruments(const fs::path& file) {
  std::vector<InstrumentProfile> list;
  for (const auto& item : read_data_file(file)) {
    const std::string name(item.key().data(), item.key().size());
    if (!item.value().is_object()) refuse_data(file, fmt::format("[{}] must be a table.", name));
    list.push_back({name, entry_of<Words>(item.value().get_object(), "words", file, "/" + name)});
  }
  return list;
}

std::vector<GenreProfile> load_genres(const fs::path& folder) {
  std::vector<GenreProfile> list;
  for (const std::string& name : genre_names_in(folder)) {
    const fs::path file = folder / (name + ".toml");
    list.push_back(entry_of<GenreProfile>(read_data_file(file), "brief", file));
    list.back().name = name;
  }
  return list;
}

Language load_language(const fs::path& file) {
  JsonObject whole;
  whole["language"] = read_data_file(file);
  return entry_of<Language>(whole, "language", file);
}

}  // namespace

Knowledge load_knowledge(const fs::path& folder) {
  Knowledge knowledge;
  knowledge.genres = load_genres(folder / "genres");
  knowledge.moods = load_named<MoodProfile>(folder / "moods.toml");
  knowledge.instruments = load_instruments(folder / "instruments.toml");
  knowledge.ambience = load_named<AmbienceProfile>(folder / "ambience.toml");
  knowledge.language = load_language(folder / "language.toml");
  check_knowledge(knowledge, folder);
  return knowledge;
}

}  // namespace musicgen::composer
