#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"
#include "base/text.h"
#include "engines/composer/brief/knowledge.h"
#include "engines/composer/brief/understand.h"
#include "engines/composer/brief/wishes.h"

namespace musicgen::composer {
namespace {

constexpr double kSlowest = 30;
constexpr double kFastest = 300;
constexpr std::size_t kMostPlayers = 12;
constexpr std::size_t kMostLayers = 6;

std::vector<std::string> labels_of(const std::vector<GenreProfile>& genres) {
  std::vector<std::string> labels;
  for (const GenreProfile& genre : genres) labels.push_back(genre.label);
  return labels;
}

[[noreturn]] void refuse_choice(const std::string& given, const std::vector<std::string>& choices,
                                const std::string& path) {
  throw InvalidParameter(fmt::format("{} can't be \"{}\".", path.substr(path.rfind('/') + 1),
                                     first_characters(clean_text(given), 60)))
      .at(path)
      .advise(fmt::format("Choose one of: {}.", fmt::join(choices, ", ")));
}

class ParameterReader {
 public:
  ParameterReader(const Knowledge& knowledge, const Vocabulary& vocabulary, Wishes& wishes)
      : knowledge_(knowledge), vocabulary_(vocabulary), wishes_(wishes) {}

  void read(const JsonObject& parameters) {
    using Reader = void (ParameterReader::*)(const Json&, const std::string&);
    static const std::map<std::string_view, Reader> kReaders = {
        {"ambience", &ParameterReader::ambience},
        {"bpm", &ParameterReader::bpm},
        {"energy", &ParameterReader::energy},
        {"genre", &ParameterReader::genre},
        {"instruments", &ParameterReader::instruments},
        {"key", &ParameterReader::key},
        {"meter", &ParameterReader::meter},
        {"mood", &ParameterReader::mood}};
    for (const auto& item : parameters) {
      const std::string_view name(item.key().data(), item.key().size());
      const std::string path = detail::child("/parameters", first_characters(name, 60));
      const auto reader = kReaders.find(name);
      if (reader == kReaders.end()) refuse_unknown(name, path);
      if (!item.value().is_null()) (this->*reader->second)(item.value(), path);
    }
  }

 private:
  [[noreturn]] static void refuse_unknown(std::string_view name, const std::string& path) {
    throw InvalidParameter(fmt::format("The composer has no parameter \"{}\".",
                                       first_characters(clean_text(name), 60)))
        .at(path)
        .advise("It knows: ambience, bpm, energy, genre, instruments, key, meter, mood.");
  }

  // What a name means, read as a prompt is, where all of its words mean something.
  std::optional<Wishes> meaning_of(const std::string& text) const {
    Wishes wishes = wishes_of(clean_text(text), knowledge_, vocabulary_);
    if (!wishes.reading.unused().empty()) return std::nullopt;
    return wishes;
  }

  void genre(const Json& value, const std::string& path) {
    const std::string text = from_json<std::string>(value, path);
    const auto meant = meaning_of(text);
    if (meant && meant->genre) {
      set_genre(meant->genre->value);
    } else if (meant && meant->umbrella) {
      set_umbrella(meant->umbrella->value);
    } else if (const auto hint = hinted_by(text); !hint.empty()) {
      set_genre({hint, ""});
    } else {
      refuse_choice(text, labels_of(knowledge_.genres), path);
    }
  }

  // Hints stay unused words until a genre is chosen, so they are looked up as a whole phrase.
  std::string hinted_by(const std::string& text) const {
    const std::vector<Word> words = words_of(text);
    const Vocabulary::Hit hit = vocabulary_.longest(words);
    if (hit.count == 0 || hit.count != words.size()) return "";
    const Meaning* hint = find_meaning(*hit.meanings, Kind::hint);
    return hint == nullptr ? "" : hint->name;
  }

  // The prompt's own genre becomes a colour of the parameter's; its style stays where it fits.
  void set_genre(GenreChoice choice) {
    std::erase_if(wishes_.other_genres,
                  [&](const auto& other) { return other.value == choice.genre; });
    if (wishes_.genre && wishes_.genre->value.genre == choice.genre) {
      if (choice.style.empty()) choice.style = wishes_.genre->value.style;
    } else if (wishes_.genre) {
      const auto& was = *wishes_.genre;
      wishes_.other_genres.insert(wishes_.other_genres.begin(),
                                  {was.value.genre, was.source, was.words});
    }
    wishes_.genre = {choice, Source::parameter, ""};
  }

  // "Electronic" leaves the prompt's lo-fi as it is: lo-fi is electronic.
  void set_umbrella(const std::string& name) {
    const auto& genres = find_named(knowledge_.language.umbrellas, name)->genres;
    const auto covers = [&](const std::string& genre) {
      return std::find(genres.begin(), genres.end(), genre) != genres.end();
    };
    if (wishes_.genre && covers(wishes_.genre->value.genre)) return;
    for (const Hint& hint : wishes_.hints) {
      if (covers(hint.genre)) return set_genre({hint.genre, ""});
    }
    set_genre({genres.front(), ""});
  }

  void mood(const Json& value, const std::string& path) {
    const std::string text = from_json<std::string>(value, path);
    const auto meant = meaning_of(text);
    if (!meant || meant->moods.empty()) refuse_choice(text, names_of(knowledge_.moods), path);
    wishes_.moods = {{meant->moods.front().value, Source::parameter, ""}};
  }

  void bpm(const Json& value, const std::string& path) {
    const double bpm = from_json<double>(value, path);
    if (!(bpm >= kSlowest && bpm <= kFastest)) {
      throw InvalidParameter(
          fmt::format("bpm must be between {} and {}, not {}.", kSlowest, kFastest, bpm))
          .at(path);
    }
    wishes_.bpm = {bpm, Source::parameter, ""};
  }

  template <class T>
  static T read_text(const Json& value, const std::string& path, T (*read)(std::string_view)) {
    const std::string text = from_json<std::string>(value, path);
    try {
      return read(text);
    } catch (const InvalidParameter& error) {
      throw InvalidParameter(error.detail()).at(path).advise(error.hint());
    }
  }

  void key(const Json& value, const std::string& path) {
    wishes_.key = {read_text(value, path, key_of), Source::parameter, ""};
  }

  void meter(const Json& value, const std::string& path) {
    wishes_.meter = {read_text(value, path, meter_of), Source::parameter, ""};
  }

  void instruments(const Json& value, const std::string& path) {
    const auto names = from_json<std::vector<std::string>>(value, path);
    refuse_more_than(kMostPlayers, names.size(), path);
    wishes_.players.clear();
    for (std::size_t i = 0; i < names.size(); ++i) {
      const auto meant = meaning_of(names[i]);
      if (!meant || meant->players.empty()) {
        refuse_choice(names[i], names_of(knowledge_.instruments),
                      detail::child(path, std::to_string(i)));
      }
      for (const Wish<Player>& player : meant->players) {
        wishes_.players.push_back({player.value, Source::parameter, ""});
        std::erase_if(wishes_.without, [&](const auto& w) { return w.value == player.value; });
      }
    }
  }

  void ambience(const Json& value, const std::string& path) {
    if (!value.is_array()) detail::refuse_type(value, "a list", path);
    const JsonArray& items = value.get_array();
    refuse_more_than(kMostLayers, items.size(), path);
    wishes_.ambience.clear();
    wishes_.only_this_ambience = true;
    for (std::size_t i = 0; i < items.size(); ++i) {
      const std::string item_path = detail::child(path, std::to_string(i));
      const Ambience given = items[i].is_object()
                                 ? from_json<Ambience>(items[i], item_path)
                                 : Ambience{from_json<std::string>(items[i], item_path)};
      const auto meant = meaning_of(given.name);
      if (!meant || meant->ambience.empty()) {
        refuse_choice(given.name, names_of(knowledge_.ambience), item_path);
      }
      const std::string& name = meant->ambience.front().value.name;
      wishes_.ambience.push_back({{name, given.level}, Source::parameter, ""});
    }
  }

  void energy(const Json& value, const std::string& path) {
    wishes_.energy.reset();
    if (value.is_number()) {
      const double level = from_json<double>(value, path);
      refuse_beyond_one(level, path);
      wishes_.energy_level = {level, Source::parameter, ""};
    } else if (value.is_string()) {
      const std::string text = from_json<std::string>(value, path);
      const auto meant = meaning_of(text);
      if (!meant || !meant->course) {
        refuse_choice(text, names_of(knowledge_.language.courses), path);
      }
      wishes_.course = {meant->course->value, Source::parameter, ""};
    } else if (value.is_array()) {
      const auto points = from_json<std::vector<double>>(value, path);
      if (points.size() < 2 || points.size() > 64) {
        throw InvalidParameter("energy must have 2 to 64 points.").at(path);
      }
      for (std::size_t i = 0; i < points.size(); ++i) {
        refuse_beyond_one(points[i], detail::child(path, std::to_string(i)));
      }
      wishes_.energy = {points, Source::parameter, ""};
    } else {
      detail::refuse_type(value, "a number from 0 to 1, a name, or a list of numbers", path);
    }
  }

  static void refuse_beyond_one(double level, const std::string& path) {
    if (level >= 0 && level <= 1) return;
    throw InvalidParameter(fmt::format("energy must be between 0 and 1, not {}.", level)).at(path);
  }

  static void refuse_more_than(std::size_t most, std::size_t count, const std::string& path) {
    if (count <= most) return;
    throw InvalidParameter(fmt::format("{} can have at most {} items, not {}.",
                                       path.substr(path.rfind('/') + 1), most, count))
        .at(path);
  }

  const Knowledge& knowledge_;
  const Vocabulary& vocabulary_;
  Wishes& wishes_;
};

Json choices(const std::vector<std::string>& names) {
  return boost::json::value_from(names);
}

}  // namespace

void apply_parameters(const JsonObject& parameters, const Knowledge& knowledge,
                      const Vocabulary& vocabulary, Wishes& wishes) {
  ParameterReader(knowledge, vocabulary, wishes).read(parameters);
}

Json parameter_schemas(const Knowledge& knowledge) {
  const Json layer = {{"type", "string"}, {"enum", choices(names_of(knowledge.ambience))}};
  const Json level = {{"type", "number"}, {"minimum", 0}, {"maximum", 1}};
  return {
      {"genre",
       {{"type", "string"},
        {"description", "The genre; the prompt's own where this is left out."},
        {"enum", choices(names_of(knowledge.genres))},
        {"x-enum-labels", choices(labels_of(knowledge.genres))}}},
      {"mood",
       {{"type", "string"},
        {"description", "The mood: it shades key, tempo, energy and tone."},
        {"enum", choices(names_of(knowledge.moods))}}},
      {"bpm",
       {{"type", "number"},
        {"description", "Tempo in quarter notes a minute."},
        {"minimum", kSlowest},
        {"maximum", kFastest}}},
      {"key",
       {{"type", "string"},
        {"description",
         "A note and a mode: major, minor, dorian, phrygian, lydian, mixolydian or "
         "harmonic minor."},
        {"examples", {"F# minor", "Bb major", "D dorian"}}}},
      {"meter",
       {{"type", "string"},
        {"description", "2 to 12 beats of 4 or 8."},
        {"pattern", "^([2-9]|1[0-2])/[48]$"},
        {"examples", {"4/4", "3/4", "6/8", "5/4", "7/8"}}}},
      {"instruments",
       {{"type", "array"},
        {"description",
         "Instruments that must play, the most important first; the genre adds what it needs."},
        {"maxItems", kMostPlayers},
        {"items", {{"type", "string"}, {"enum", choices(names_of(knowledge.instruments))}}}}},
      {"ambience",
       {{"type", "array"},
        {"description", "Sounds behind the music, exactly these; an empty list for none."},
        {"maxItems", kMostLayers},
        {"items",
         {{"oneOf",
           {layer,
            {{"type", "object"},
             {"properties", {{"name", layer}, {"level", level}}},
             {"required", {"name"}}}}}}}}},
      {"energy",
       {{"description", "How intense the music is: one level, a named course, or a curve."},
        {"oneOf",
         {level,
          {{"type", "string"}, {"enum", choices(names_of(knowledge.language.courses))}},
          {{"type", "array"}, {"items", level}, {"minItems", 2}, {"maxItems", 64}}}}}},
  };
}

}  // namespace musicgen::composer
