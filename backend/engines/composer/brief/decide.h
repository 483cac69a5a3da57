#pragma once
// Wishes become a brief: what was asked for stays, the rest comes from genre, mood and chance.

#include <string>
#include <vector>

#include "engines/composer/brief/brief.h"
#include "engines/composer/brief/knowledge.h"
#include "engines/composer/brief/wishes.h"

namespace musicgen::composer {

// What all decisions draw on. `brief.seed` and `brief.prompt` are set before the first one.
struct Decision {
  const Knowledge& knowledge;
  Wishes& wishes;
  Brief& brief;
  const GenreProfile* genre = nullptr;  // set by decide_genre
  const Style* style = nullptr;         // set by decide_genre; may stay null
  const MoodProfile* mood = nullptr;    // set by decide_mood: a blend of all that were asked for

  void note(const std::string& field, const std::string& value, Source source,
            const std::string& words = "") {
    brief.facts.push_back({field, value, source, words});
  }
};

// Each fills its part of the brief and says why in `facts`. In this order.
void decide_genre(Decision& decision);
void decide_mood(Decision& decision, MoodProfile& blend);
void decide_tempo(Decision& decision);
void decide_key(Decision& decision);
void decide_meter(Decision& decision);
void decide_band(Decision& decision);
void decide_ambience(Decision& decision);
void decide_energy(Decision& decision);

}  // namespace musicgen::composer
