#include "engines/composer/brief/decide.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "engines/composer/random.h"

namespace musicgen::composer {
namespace {

bool contains(const std::vector<std::string>& list, const std::string& name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

const std::string& draw(const std::vector<std::string>& list, Random& random) {
  return list[static_cast<std::size_t>(random.between(0, static_cast<int>(list.size()) - 1))];
}

std::string draw(const Weights& weights, Random& random) {
  std::vector<double> shares;
  for (const auto& [name, weight] : weights) shares.push_back(weight);
  return std::next(weights.begin(), static_cast<std::ptrdiff_t>(random.weighted(shares)))->first;
}

std::vector<std::string> wanted(const std::vector<std::string>& genres, const Wishes& wishes) {
  std::vector<std::string> list;
  for (const std::string& name : genres) {
    if (!contains(wishes.unwanted_genres, name)) list.push_back(name);
  }
  return list;
}

// What the prompt suggests without naming it: a place, a mood, a sound.
Wish<GenreChoice> suggested_genre(const Decision& decision) {
  const Wishes& wishes = decision.wishes;
  if (wishes.umbrella) {
    const auto& umbrella = wishes.umbrella->value;
    const auto& genres = find_named(decision.knowledge.language.umbrellas, umbrella)->genres;
    const auto open = wanted(genres, wishes);
    for (const Hint& hint : wishes.hints) {
      if (!contains(open, hint.genre)) continue;
      return {{hint.genre, hint.style}, Source::prompt, wishes.reading.spelling(hint.span)};
    }
    if (!open.empty()) return {{open.front(), ""}, Source::prompt, wishes.umbrella->words};
  }
  for (const Hint& hint : wishes.hints) {
    if (contains(wishes.unwanted_genres, hint.genre)) continue;
    return {{hint.genre, hint.style}, Source::prompt, wishes.reading.spelling(hint.span)};
  }
  Random random(decision.brief.seed, "brief/genre");
  for (const auto& mood : wishes.moods) {
    const auto open = wanted(find_named(decision.knowledge.moods, mood.value)->genres, wishes);
    if (!open.empty()) return {{draw(open, random), ""}, Source::mood, mood.words};
  }
  for (const auto& layer : wishes.ambience) {
    const auto* profile = find_named(decision.knowledge.ambience, layer.value.name);
    const auto open = wanted(profile->genres, wishes);
    if (!open.empty()) return {{draw(open, random), ""}, Source::chance, ""};
  }
  const auto all = names_of(decision.knowledge.genres);
  const auto open = wanted(all, wishes);
  return {{draw(open.empty() ? all : open, random), ""}, Source::chance, ""};
}

// How bright a mode sounds, from phrygian 0 to lydian 1: the order of their sharps.
double brightness_of(Mode mode) {
  switch (mode) {
    case Mode::phrygian:
      return 0.0;
    case Mode::harmonic_minor:
      return 0.1;
    case Mode::minor:
      return 0.2;
    case Mode::dorian:
      return 0.4;
    case Mode::mixolydian:
      return 0.65;
    case Mode::major:
      return 0.85;
    case Mode::lydian:
      return 1.0;
  }
  return 0.5;
}

bool is_mood_meant(const Decision& decision) {
  const bool styled = decision.style != nullptr && !decision.style->mood.empty();
  return styled || !decision.wishes.moods.empty();
}

// The genre's keys as the mood likes them; a mode that was asked for leaves only its own. A genre's
// usual mood is in its keys already.
Weights keys_for(const Decision& decision) {
  constexpr double kTolerance = 0.25;
  const Wishes& wishes = decision.wishes;
  Weights weights;
  for (const auto& [name, weight] : decision.genre->keys) {
    Key key = key_of(name);
    double share = weight;
    if (wishes.mode) {
      key.mode = wishes.mode->value;
    } else if (is_mood_meant(decision)) {
      const double away = (brightness_of(key.mode) - decision.mood->valence) / kTolerance;
      share *= std::exp(-away * away);
    }
    weights[name_of(key)] += share;
  }
  return weights;
}

// The usual mood; where the prompt refuses it, another that suits the genre.
std::string mood_instead_of(const std::string& usual, const Decision& decision) {
  const auto& unwanted = decision.wishes.unwanted_moods;
  if (!contains(unwanted, usual)) return usual;
  for (const MoodProfile& mood : decision.knowledge.moods) {
    if (contains(mood.genres, decision.genre->name) && !contains(unwanted, mood.name)) {
      return mood.name;
    }
  }
  return usual;
}

double bounded_bpm(double bpm) {
  return std::clamp(std::round(bpm), 30.0, 300.0);
}

}  // namespace

void decide_genre(Decision& decision) {
  Wishes& wishes = decision.wishes;
  const Wish<GenreChoice> choice = wishes.genre ? *wishes.genre : suggested_genre(decision);
  decision.genre = find_named(decision.knowledge.genres, choice.value.genre);
  decision.style = find_named(decision.genre->styles, choice.value.style);
  decision.brief.genre = decision.genre->name;
  decision.brief.genre_label = decision.genre->label;
  decision.note("genre", decision.genre->name, choice.source, choice.words);
  if (decision.style != nullptr) {
    decision.note("style", decision.style->name, choice.source, choice.words);
  }
  for (const Hint& hint : wishes.hints) {
    if (hint.genre == decision.genre->name) wishes.reading.use(hint.span);
  }
}

void decide_mood(Decision& decision, MoodProfile& blend) {
  auto& moods = decision.wishes.moods;
  std::erase_if(moods, [&](const auto& mood) {
    return mood.source == Source::prompt && contains(decision.wishes.unwanted_moods, mood.value);
  });
  const bool styled = decision.style != nullptr && !decision.style->mood.empty();
  const std::string usual = styled ? decision.style->mood : decision.genre->mood;
  const std::string name = moods.empty() ? mood_instead_of(usual, decision) : moods.front().value;
  blend = *find_named(decision.knowledge.moods, name);
  if (moods.empty()) decision.note("mood", name, Source::genre);
  const double share = 1.0 / static_cast<double>(moods.size() + (moods.empty() ? 1 : 0));
  if (!moods.empty()) blend.tempo = blend.valence = blend.energy = blend.brightness = 0;
  for (const auto& mood : moods) {
    const MoodProfile& profile = *find_named(decision.knowledge.moods, mood.value);
    blend.tempo += share * profile.tempo;
    blend.valence += share * profile.valence;
    blend.energy += share * profile.energy;
    blend.brightness += share * profile.brightness;
    decision.note("mood", mood.value, mood.source, mood.words);
  }
  decision.mood = &blend;
  decision.brief.mood = name;
}

void decide_tempo(Decision& decision) {
  const Wishes& wishes = decision.wishes;
  const bool styled = decision.style != nullptr && decision.style->bpm;
  const TempoRange& range = styled ? *decision.style->bpm : decision.genre->bpm;
  const double width = range.max - range.min;
  Random random(decision.brief.seed, "brief/tempo");
  Wish<double> bpm;
  if (wishes.bpm) {
    bpm = *wishes.bpm;
  } else if (wishes.tempo_place) {
    const double place = wishes.tempo_place->value + random.uniform(-0.04, 0.04);
    bpm = {bounded_bpm(range.min + place * width), Source::prompt, wishes.tempo_place->words};
  } else {
    const double spread = std::clamp(random.gaussian(), -2.0, 2.0) * width / 8;
    const double factor = wishes.moods.empty() ? 1.0 : decision.mood->tempo;
    const double drawn = std::clamp(range.usual * factor + spread, range.min, range.max);
    const bool moved = factor != 1.0;
    bpm = {bounded_bpm(drawn), moved ? Source::mood : Source::genre,
           moved ? wishes.moods.front().words : ""};
  }
  decision.brief.bpm = bpm.value;
  decision.note("bpm", fmt::format("{}", bpm.value), bpm.source, bpm.words);
}

void decide_key(Decision& decision) {
  const Wishes& wishes = decision.wishes;
  if (wishes.key) {
    decision.brief.key = wishes.key->value;
    decision.note("key", name_of(wishes.key->value), wishes.key->source, wishes.key->words);
    return;
  }
  Random random(decision.brief.seed, "brief/key");
  decision.brief.key = key_of(draw(keys_for(decision), random));
  const std::string name = name_of(decision.brief.key);
  if (wishes.mode) {
    decision.note("key", name, wishes.mode->source, wishes.mode->words);
  } else if (!wishes.moods.empty()) {
    decision.note("key", name, Source::mood, wishes.moods.front().words);
  } else {
    decision.note("key", name, Source::chance);
  }
}

void decide_meter(Decision& decision) {
  const Wishes& wishes = decision.wishes;
  Wish<Meter> meter{{}, Source::genre, ""};
  if (wishes.meter) {
    meter = *wishes.meter;
  } else if (decision.style != nullptr && !decision.style->meter.empty()) {
    meter.value = meter_of(decision.style->meter);
  } else {
    Random random(decision.brief.seed, "brief/meter");
    meter.value = meter_of(draw(decision.genre->meters, random));
    if (decision.genre->meters.size() > 1) meter.source = Source::chance;
  }
  decision.brief.meter = meter.value;
  decision.note("meter", name_of(meter.value), meter.source, meter.words);
}

void decide_ambience(Decision& decision) {
  const Wishes& wishes = decision.wishes;
  auto& layers = decision.brief.ambience;
  const auto add = [&](const Ambience& layer, Source source, const std::string& words) {
    if (std::any_of(layers.begin(), layers.end(),
                    [&](const Ambience& known) { return known.name == layer.name; })) {
      return;
    }
    layers.push_back(layer);
    decision.note("ambience", layer.name, source, words);
  };
  for (const auto& layer : wishes.ambience) {
    const bool unwanted = contains(wishes.unwanted_ambience, layer.value.name);
    if (layer.source == Source::prompt && unwanted) continue;
    add(layer.value, layer.source, layer.words);
  }
  if (wishes.only_this_ambience) return;
  for (const Ambience& layer : decision.genre->ambience) {
    if (!contains(wishes.unwanted_ambience, layer.name)) add(layer, Source::genre, "");
  }
}

void decide_energy(Decision& decision) {
  const Wishes& wishes = decision.wishes;
  std::vector<double>& energy = decision.brief.energy;
  if (wishes.energy) {
    energy = wishes.energy->value;
    decision.note("energy", fmt::format("{:.2f}", fmt::join(energy, " ")), wishes.energy->source,
                  wishes.energy->words);
    return;
  }
  if (wishes.course) {
    const auto& course = wishes.course->value;
    energy = find_named(decision.knowledge.language.courses, course)->points;
    decision.note("energy", course, wishes.course->source, wishes.course->words);
  } else {
    Random random(decision.brief.seed, "brief/energy");
    const auto& curves = decision.genre->energy;
    energy =
        curves[static_cast<std::size_t>(random.between(0, static_cast<int>(curves.size()) - 1))];
    decision.note("energy", fmt::format("{:.2f}", fmt::join(energy, " ")), Source::chance);
  }
  double shift = wishes.moods.empty() ? 0.0 : (decision.mood->energy - 0.5) * 0.6;
  double scale = 1;
  if (wishes.energy_level) {
    double mean = 0;
    for (const double point : energy) mean += point / static_cast<double>(energy.size());
    scale = 0.6;
    shift = wishes.energy_level->value - mean * scale;
    decision.note("energy", fmt::format("{}", wishes.energy_level->value),
                  wishes.energy_level->source, wishes.energy_level->words);
  } else if (shift != 0) {
    decision.note("energy", fmt::format("{:+.2f}", shift), Source::mood,
                  wishes.moods.front().words);
  }
  for (double& point : energy) point = std::clamp(point * scale + shift, 0.0, 1.0);
}

}  // namespace musicgen::composer
