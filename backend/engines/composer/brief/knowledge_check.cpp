#include "engines/composer/brief/knowledge_check.h"

#include <fmt/format.h>

#include "base/error.h"
#include "engines/composer/brief/data_file.h"
#include "engines/composer/brief/words.h"

namespace musicgen::composer {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kMostWordsInAPhrase = 6;

// The checks of one file; `at` is the table that is being checked.
class Checker {
 public:
  Checker(const Knowledge& knowledge, fs::path file)
      : knowledge_(knowledge), file_(std::move(file)) {}

  void genre(const GenreProfile& genre) {
    at_ = "brief";
    phrases("words", genre.words);
    phrases("flavours", genre.flavours);
    phrases("hints", genre.hints);
    known("mood", knowledge_.moods, genre.mood);
    tempo(genre.bpm);
    weights("keys", genre.keys, [](const std::string& name) { key_of(name); });
    weights("meters", genre.meters, [](const std::string& name) { meter_of(name); });
    for (const Ensemble& ensemble : genre.ensembles) {
      all_known("ensembles", knowledge_.instruments, ensemble.instruments);
    }
    all_known("lends", knowledge_.instruments, genre.lends);
    for (const Ambience& layer : genre.ambience) known("ambience", knowledge_.ambience, layer.name);
    for (const auto& curve : genre.energy) energy("energy", curve);
    for (const Style& style : genre.styles) this->style(style);
  }

  void moods() {
    for (const MoodProfile& mood : knowledge_.moods) {
      at_ = mood.name;
      phrases("words", mood.words);
      all_known("genres", knowledge_.genres, mood.genres);
    }
  }

  void instruments() {
    for (const InstrumentProfile& instrument : knowledge_.instruments) {
      at_ = instrument.name;
      phrases("words", instrument.words);
    }
  }

  void ambience() {
    for (const AmbienceProfile& layer : knowledge_.ambience) {
      at_ = layer.name;
      phrases("words", layer.words);
      all_known("genres", knowledge_.genres, layer.genres);
    }
  }

  void language() {
    const Language& language = knowledge_.language;
    at_ = "";
    phrases("filler", language.filler);
    for (const Family& family : language.families) {
      at_ = "families." + family.name;
      phrases("words", family.words);
      phrases("refused_with", family.refused_with);
      all_known("members", knowledge_.instruments, family.members);
      all_known("companions", knowledge_.instruments, family.companions);
    }
    for (const Band& band : language.bands) {
      at_ = "bands." + band.name;
      phrases("words", band.words);
      all_known("instruments", knowledge_.instruments, band.instruments);
    }
    for (const Umbrella& umbrella : language.umbrellas) {
      at_ = "umbrellas." + umbrella.name;
      if (umbrella.genres.empty()) refuse("genres", "must not be empty");
      all_known("genres", knowledge_.genres, umbrella.genres);
    }
    for (const Course& course : language.courses) {
      at_ = "courses." + course.name;
      energy("points", course.points);
    }
    for (const MeterWord& word : language.meters) {
      at_ = "meters." + word.name;
      readable("meter", word.meter, [](const std::string& name) { meter_of(name); });
    }
  }

 private:
  [[noreturn]] void refuse(std::string_view key, std::string_view problem) const {
    refuse_data(file_, fmt::format("{}{}{} {}.", at_, at_.empty() ? "" : ".", key, problem));
  }

  void phrases(std::string_view key, const Words& words) const {
    for (const std::string& phrase : words) {
      const std::size_t count = words_of(phrase).size();
      if (count < 1 || count > kMostWordsInAPhrase) {
        refuse(key,
               fmt::format("has \"{}\", which must be 1 to {} words", phrase, kMostWordsInAPhrase));
      }
    }
  }

  template <class T>
  void known(std::string_view key, const std::vector<T>& list, const std::string& name) const {
    if (find_named(list, name) == nullptr) {
      refuse(key, fmt::format("names \"{}\", which does not exist", name));
    }
  }

  template <class T>
  void all_known(std::string_view key, const std::vector<T>& list,
                 const std::vector<std::string>& names) const {
    for (const std::string& name : names) known(key, list, name);
  }

  template <class Read>
  void readable(std::string_view key, const std::string& text, Read read) const {
    try {
      read(text);
    } catch (const InvalidParameter& error) {
      refuse(key, fmt::format("can't be read: {}", error.detail()));
    }
  }

  template <class Read>
  void weights(std::string_view key, const Weights& weights, Read read) const {
    if (weights.empty()) refuse(key, "must not be empty");
    for (const auto& [name, weight] : weights) {
      readable(key, name, read);
      if (!(weight > 0)) refuse(key, fmt::format("must give \"{}\" a weight over 0", name));
    }
  }

  void energy(std::string_view key, const std::vector<double>& points) const {
    bool valid = points.size() >= 2 && points.size() <= 64;
    for (const double point : points) valid = valid && point >= 0 && point <= 1;
    if (!valid) refuse(key, "must be curves of 2 to 64 points from 0 to 1");
  }

  void tempo(const TempoRange& range) const {
    if (!(range.min <= range.usual && range.usual <= range.max)) {
      refuse("bpm", "must have its usual tempo between min and max");
    }
  }

  void style(const Style& style) {
    at_ = "brief.styles." + style.name;
    phrases("words", style.words);
    if (style.bpm) tempo(*style.bpm);
    all_known("instruments", knowledge_.instruments, style.instruments);
    if (!style.mood.empty()) known("mood", knowledge_.moods, style.mood);
    if (style.meter.empty()) return;
    readable("meter", style.meter, [](const std::string& name) { meter_of(name); });
  }

  const Knowledge& knowledge_;
  fs::path file_;
  std::string at_;
};

// A phrase that names two genres would be decided by the order of the files.
void check_names_of_genres(const Knowledge& knowledge, const fs::path& folder) {
  std::map<std::string, std::string> owners;
  const auto claim = [&](const GenreProfile& genre, const Words& words, const std::string& owner) {
    for (const std::string& phrase : words) {
      const auto known = owners.emplace(normal_form(phrase), owner).first;
      if (known->second == owner) continue;
      refuse_data(folder / (genre.name + ".toml"),
                  fmt::format("brief.words: \"{}\" already names {}.", phrase, known->second));
    }
  };
  for (const GenreProfile& genre : knowledge.genres) {
    claim(genre, genre.words, genre.name);
    for (const Style& style : genre.styles) claim(genre, style.words, style.name);
  }
}

}  // namespace

void check_knowledge(const Knowledge& knowledge, const fs::path& folder) {
  if (knowledge.genres.empty()) refuse_data(folder / "genres", "there are no genres.");
  for (const GenreProfile& genre : knowledge.genres) {
    Checker(knowledge, folder / "genres" / (genre.name + ".toml")).genre(genre);
  }
  Checker(knowledge, folder / "moods.toml").moods();
  Checker(knowledge, folder / "instruments.toml").instruments();
  Checker(knowledge, folder / "ambience.toml").ambience();
  Checker(knowledge, folder / "language.toml").language();
  check_names_of_genres(knowledge, folder / "genres");
}

}  // namespace musicgen::composer
