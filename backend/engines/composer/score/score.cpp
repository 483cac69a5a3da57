#include "engines/composer/score/score.h"

#include <algorithm>
#include <cmath>

#include "engines/composer/score/ensemble.h"
#include "engines/composer/score/finish.h"
#include "engines/composer/score/harmony.h"
#include "engines/composer/score/song.h"
#include "engines/composer/score/writers.h"

namespace musicgen::composer {
namespace writing {
namespace {

// An instrument that was asked for but would rest in every section plays in all of them.
void let_all_play(Song& song) {
  for (Player& player : song.band) {
    const bool plays =
        std::any_of(song.form.phrases.begin(), song.form.phrases.end(),
                    [&](const Phrase& phrase) { return song.plays(player, phrase); });
    if (plays) continue;
    const auto& wanted = song.brief.instruments;
    if (std::find(wanted.begin(), wanted.end(), player.instrument.name) == wanted.end()) continue;
    player.seat.from = 0;
    player.seat.to = 1;
    player.seat.not_in.clear();
    player.seat.only_in.clear();
  }
}

void choose_grooves(Song& song) {
  const auto drummer = std::find_if(song.band.begin(), song.band.end(),
                                    [](const Player& p) { return p.role == Role::drums; });
  for (const Phrase& phrase : song.form.phrases) {
    song.grooves.push_back(drummer == song.band.end() ? nullptr
                                                      : groove_for(song, *drummer, phrase));
  }
}

Song plan(const Brief& brief) {
  Style style = load_style(brief.genre);
  const Grid grid(brief.meter);
  Form form = make_form(brief, style, grid);
  std::vector<Chord> chords = make_harmony(brief, style, grid, form);
  std::vector<Player> band = make_band(brief, style, load_instruments());
  Song song{brief, std::move(style), grid, std::move(form), std::move(chords), std::move(band), {}};
  let_all_play(song);
  choose_grooves(song);
  return song;
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
      return write_counter(song, player, melody);
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
  using namespace writing;
  const Song song = plan(brief);
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
    if (player.role == Role::lead && melody.empty()) melody = write_melody(song, player);
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
