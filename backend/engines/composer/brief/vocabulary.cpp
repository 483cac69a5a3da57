#include "engines/composer/brief/vocabulary.h"

#include <algorithm>

namespace musicgen::composer {

Vocabulary::Vocabulary(const Knowledge& knowledge) {
  for (const GenreProfile& genre : knowledge.genres) {
    add({genre.name, genre.label}, Kind::genre, genre.name);
    add(genre.words, Kind::genre, genre.name);
    for (const Style& style : genre.styles) add(style.words, Kind::genre, genre.name, style.name);
    add(genre.flavours, Kind::flavour, genre.name);
    add(genre.hints, Kind::hint, genre.name);
    for (const std::string& hint : genre.hints) {
      const auto* instrument = find_named(knowledge.instruments, hint);
      if (instrument != nullptr) add(instrument->words, Kind::hint, genre.name);
    }
  }
  const auto add_all = [&](const auto& entries, Kind kind) {
    for (const auto& entry : entries) add(entry.words, kind, entry.name);
  };
  const auto add_with_name = [&](const auto& entries, Kind kind) {
    for (const auto& entry : entries) add({entry.name}, kind, entry.name);
    add_all(entries, kind);
  };
  const Language& language = knowledge.language;
  add_with_name(knowledge.moods, Kind::mood);
  add_with_name(knowledge.instruments, Kind::instrument);
  add_with_name(knowledge.ambience, Kind::ambience);
  add_all(language.umbrellas, Kind::umbrella);
  add_all(language.families, Kind::family);
  for (const Family& family : language.families) {
    add(family.without, Kind::without, family.name);
    add(family.refused_with, Kind::refused, family.name);
  }
  add_all(language.bands, Kind::band);
  add_all(language.levels, Kind::level);
  add_all(language.tempi, Kind::tempo);
  add_all(language.meters, Kind::meter);
  add_all(language.courses, Kind::course);
  add(language.negations, Kind::negation, "");
  add(language.wide_negations, Kind::negation, "", "wide");
  add(language.fronted_negations, Kind::negation, "", "fronted");
  add(language.replaced, Kind::replaced, "");
  add(language.exceptions, Kind::exception, "");
  add(language.all, Kind::all, "");
  add(language.turns, Kind::turn, "");
  add(language.alone, Kind::alone, "");
  add(language.only, Kind::alone, "only");
  add(language.nobody_else, Kind::nobody_else, "");
  add(language.music, Kind::music, "");
  add(language.enders, Kind::ender, "");
  add(language.voices, Kind::voice, "");
  add(language.instrumental, Kind::instrumental, "");
  add(language.filler, Kind::filler, "");
  add_echoes();
}

// The longest phrase wins, so "rock drums" would hide the rock.
void Vocabulary::add_echoes() {
  for (auto& [form, meanings] : phrases_) {
    const bool sound = find_meaning(meanings, Kind::instrument) != nullptr ||
                       find_meaning(meanings, Kind::family) != nullptr ||
                       find_meaning(meanings, Kind::band) != nullptr;
    const bool named = find_meaning(meanings, Kind::genre) != nullptr ||
                       find_meaning(meanings, Kind::flavour) != nullptr;
    if (!sound || named) continue;
    if (const auto genre = genre_within(words_of(form))) meanings.push_back(*genre);
  }
}

std::optional<Meaning> Vocabulary::genre_within(const std::vector<Word>& phrase) const {
  for (std::size_t count = phrase.size(); count-- > 1;) {
    for (std::size_t first = 0; first + count <= phrase.size(); ++first) {
      const Meanings* part = find(normal_form(std::span(phrase).subspan(first, count)));
      if (part == nullptr) continue;
      for (const Kind kind : {Kind::genre, Kind::flavour}) {
        const Meaning* genre = find_meaning(*part, kind);
        if (genre != nullptr) return Meaning{Kind::echo, genre->name, genre->detail};
      }
    }
  }
  return std::nullopt;
}

void Vocabulary::add(const Words& phrases, Kind kind, const std::string& name,
                     const std::string& detail) {
  for (const std::string& phrase : phrases) {
    const std::vector<Word> words = words_of(phrase);
    Meanings& meanings = phrases_[normal_form(words)];
    const Meaning* known = find_meaning(meanings, kind);
    if (known == nullptr || known->name != name) meanings.push_back({kind, name, detail});
    longest_ = std::max(longest_, words.size());
  }
}

const Meanings* Vocabulary::find(const std::string& form) const {
  const auto found = phrases_.find(form);
  return found == phrases_.end() ? nullptr : &found->second;
}

Vocabulary::Hit Vocabulary::longest(std::span<const Word> words) const {
  std::size_t limit = std::min<std::size_t>(1, words.size());
  while (limit < std::min(longest_, words.size()) && !words[limit].starts_clause) ++limit;
  for (std::size_t count = limit; count > 0; --count) {
    std::string form = normal_form(words.first(count));
    if (const Meanings* meanings = find(form)) return {count, meanings};
    if (const Meanings* plural = find(form + 's')) return {count, plural};
    if (!form.ends_with('s')) continue;
    form.pop_back();
    if (const Meanings* singular = find(form)) return {count, singular};
  }
  return {};
}

const Meaning* find_meaning(const Meanings& meanings, Kind kind) {
  for (const Meaning& meaning : meanings) {
    if (meaning.kind == kind) return &meaning;
  }
  return nullptr;
}

}  // namespace musicgen::composer
