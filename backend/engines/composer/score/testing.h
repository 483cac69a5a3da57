#pragma once
// Briefs for the tests of this room, made by hand.

#include <string>
#include <vector>

#include "engines/composer/brief/brief.h"
#include "engines/composer/brief/genre.h"
#include "engines/composer/score/score.h"

namespace musicgen::composer::testing {

inline double usual_bpm(const std::string& genre) {
  if (genre == "lofi") return 80;
  if (genre == "ambient") return 64;
  if (genre == "house") return 124;
  if (genre == "chiptune") return 150;
  return 110;
}

inline Brief brief_for(const std::string& genre, std::uint64_t seed = 1, double seconds = 120) {
  Brief brief;
  brief.genre = genre;
  brief.seed = seed;
  brief.duration = Seconds(seconds);
  brief.bpm = usual_bpm(genre);
  brief.key = {static_cast<int>(seed % 12), seed % 2 == 0 ? Mode::major : Mode::minor};
  brief.energy = {0.35, 0.5, 0.6, 0.7, 0.55, 0.8, 0.7, 0.4};
  return brief;
}

inline Brief at_fixed_tempo(Brief brief, double bpm) {
  brief.bpm = bpm;
  brief.facts.push_back({"bpm", std::to_string(bpm), Source::prompt, "bpm"});
  return brief;
}

inline double end_of(const Note& note) {
  return note.start + note.length;
}

inline const Part* part_of(const Score& score, Role role) {
  for (const Part& part : score.parts) {
    if (part.role == role) return &part;
  }
  return nullptr;
}

inline const Chord& chord_at(const Score& score, double beat) {
  const Chord* found = &score.chords.front();
  for (const Chord& chord : score.chords) {
    if (chord.start <= beat + 1e-6) found = &chord;
  }
  return *found;
}

}  // namespace musicgen::composer::testing
