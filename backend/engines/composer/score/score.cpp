#include "engines/composer/score/score.h"

#include <algorithm>
#include <cmath>

#include "engines/composer/score/arrangement.h"
#include "engines/composer/score/ensemble.h"
#include "engines/composer/score/finish.h"
#include "engines/composer/score/harmony.h"
#include "engines/composer/score/song.h"
#include "engines/composer/score/writers.h"

namespace musicgen::composer {
namespace writing {
namespace {

// The way of the genre that the brief noted ("bossa nova").
std::string way_of(const Brief& brief) {
  for (const Fact& fact : brief.facts) {
    if (fact.field == "style") return fact.value;
  }
  return "";
}

Song plan(const Brief& brief, const Movement& movement) {
  Style style = load_style(brief.genre, way_of(brief));
  const Grid grid(brief.meter);
  Form form = make_form(brief, style, grid, movement);
  std::vector<Chord> chords = make_harmony(brief, style, grid, form);
  Brief casting = brief;
  casting.seed = movement.band_seed;
  std::vector<Player> band = make_band(casting, style, load_instruments());
  Song song{brief, std::move(style), grid, std::move(form), std::move(chords), std::move(band), {}};
  arrange(song);
  return song;
}

std::vector<Note> with(std::vector<Note> notes, const std::vector<Note>& more) {
  notes.insert(notes.end(), more.begin(), more.end());
  return notes;
}

std::vector<Note> write_part(const Song& song, const Player& player,
                             const std::vector<Note>& melody) {
  switch (player.role) {
    case Role::drums:
    case Role::percussion:
      return write_drums(song, player);
    case Role::bass:
      return write_bass(song, player);
    case Role::lead:
      return write_melody(song, player);
    case Role::counter:
      return with(write_counter(song, player, melody), write_melody(song, player));
    case Role::chords:
    case Role::pad:
    case Role::arpeggio:
    case Role::effects:
      break;
  }
  return write_chords(song, player);
}

}  // namespace
}  // namespace writing

Score write_score(const Brief& brief) {
  return write_movement(brief, {.band_seed = brief.seed});
}

Score write_movement(const Brief& brief, const Movement& movement) {
  using namespace writing;
  const Song song = plan(brief, movement);
  Score score;
  score.bpm = song.form.bpm;
  score.meter = brief.meter;
  score.key = brief.key;
  score.beats = song.end();
  score.duration = brief.duration;
  score.sections = song.form.sections;
  score.chords = song.chords;
  std::vector<Note> melody;
  for (const Player& player : song.band) {
    melody = with(std::move(melody), write_melody(song, player));
  }
  for (const Player& player : song.band) {
    score.parts.push_back({player.seat.name, player.role, player.instrument.name,
                           played(song, player, write_part(song, player, melody)),
                           expression_of(song, player)});
  }
  fill_silences(song, score);
  std::erase_if(score.parts, [](const Part& part) { return part.notes.empty(); });
  return score;
}

Json to_json(const Score& score) {
  JsonArray parts;
  // A ten-thousandth of a beat is finer than any ear and keeps the text short.
  const auto round = [](double value) { return std::round(value * 1e4) / 1e4; };
  for (const Part& part : score.parts) {
    JsonArray notes;
    notes.reserve(part.notes.size());
    for (const Note& note : part.notes) {
      notes.push_back(JsonArray{round(note.start), round(note.length), note.pitch,
                                round(static_cast<double>(note.velocity))});
    }
    JsonArray expression;
    for (const Expression& point : part.expression) {
      expression.push_back(
          JsonArray{round(point.beat), round(point.level_db), round(point.brightness)});
    }
    parts.push_back(JsonObject{{"name", part.name},
                               {"role", musicgen::to_json(part.role)},
                               {"instrument", part.instrument},
                               {"notes", std::move(notes)},
                               {"expression", std::move(expression)}});
  }
  return JsonObject{{"bpm", score.bpm},
                    {"meter", name_of(score.meter)},
                    {"key", name_of(score.key)},
                    {"beats", score.beats},
                    {"duration", score.duration.count()},
                    {"sections", musicgen::to_json(score.sections)},
                    {"chords", musicgen::to_json(score.chords)},
                    {"parts", std::move(parts)}};
}

}  // namespace musicgen::composer
