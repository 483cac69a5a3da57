// Drums: grooves, their variation, fills that lead on, rolls that build, and cymbals.

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/error.h"
#include "engines/composer/score/writers.h"

namespace musicgen::composer::writing {
namespace {

// The names that patterns use, as keys of the General MIDI percussion map.
int key_of(const std::string& drum) {
  static const std::map<std::string, int> kKeys{
      {"kick", 36},       {"rim", 37},      {"snare", 38},     {"clap", 39},       {"swirl", 40},
      {"tom_low", 43},    {"hat", 42},      {"pedal", 44},     {"tom_mid", 47},    {"open", 46},
      {"crash", 49},      {"tom_high", 50}, {"ride", 51},      {"china", 52},      {"bell", 53},
      {"tambourine", 54}, {"splash", 55},   {"cowbell", 56},   {"bongo_high", 60}, {"bongo", 61},
      {"conga_slap", 62}, {"conga", 63},    {"conga_low", 64}, {"cabasa", 69},     {"maracas", 70},
      {"claves", 75},     {"block", 76},    {"triangle", 81},  {"shaker", 82},     {"floor", 41}};
  const auto at = kKeys.find(drum);
  if (at == kKeys.end()) throw InternalError(fmt::format("There is no drum \"{}\".", drum));
  return at->second;
}

// What hands strike where a kit has the drum.
int hand_key_of(const std::string& drum) {
  static const std::map<std::string, std::string> kHands{
      {"kick", "conga_low"},   {"snare", "conga_slap"},    {"clap", "conga_slap"},
      {"rim", "bongo_high"},   {"hat", "shaker"},          {"pedal", "shaker"},
      {"ride", "maracas"},     {"open", "tambourine"},     {"swirl", "cabasa"},
      {"crash", "tambourine"}, {"tom_high", "bongo_high"}, {"tom_mid", "bongo"},
      {"tom_low", "conga"},    {"floor", "conga_low"},     {"bell", "cowbell"},
      {"china", "tambourine"}, {"splash", "tambourine"}};
  const auto at = kHands.find(drum);
  return key_of(at == kHands.end() ? drum : at->second);
}

bool is_hit(char step) {
  return step != '.' && step != '-';
}

double accent_of(char step) {
  if (step == 'X') return 0.7;
  if (step == 'o') return -1.9;
  return 0;
}

class DrumWriter {
 public:
  DrumWriter(const Song& song, const Player& player) : song_(song), player_(player) {}

  std::vector<Note> write() {
    for (std::size_t i = 0; i < song_.form.phrases.size(); ++i) {
      const Phrase& phrase = song_.form.phrases[i];
      const Groove* groove = groove_for(song_, player_, phrase);
      if (groove != nullptr) write_phrase(phrase, *groove, static_cast<int>(i));
    }
    if (player_.role == Role::drums) write_final();
    return std::move(notes_);
  }

 private:
  void write_phrase(const Phrase& phrase, const Groove& groove, int index) {
    Random random = song_.random("drums/" + player_.seat.name, index);
    const bool is_kit = player_.role == Role::drums;
    const bool rolls = is_kit && phrase.kind == "build" && phrase.closes;
    const Groove* fill = is_kit && !rolls ? choose_fill(phrase, random) : nullptr;
    for (int bar = 0; bar < phrase.bars; ++bar) {
      const bool last = bar + 1 == phrase.bars;
      const int from = last && fill != nullptr ? fill_start(*fill) : song_.grid.steps();
      const bool stop = last && rolls && song_.style.stops;
      write_bar(phrase, groove, bar, std::min(from, stop ? song_.grid.half() : from), random);
      if (last && fill != nullptr) write_fill(phrase, *fill, bar, from, random);
    }
    if (rolls) write_roll(phrase);
    const bool opens = phrase.bar_in_section == 0 && phrase.bar > 0;
    if (is_kit && song_.style.crashes && opens && phrase.energy > 0.5 && phrase.kind != "build") {
      hit("crash", song_.bar_start(phrase.bar), 'x', phrase.energy, 0, random);
    }
  }

  int key_for(const std::string& drum) const {
    return player_.instrument.name == "hand percussion" ? hand_key_of(drum) : key_of(drum);
  }

  void write_bar(const Phrase& phrase, const Groove& groove, int bar, int until, Random& random) {
    const int count = song_.grid.steps();
    for (const auto& [drum, text] : groove.lines) {
      const std::string steps = fitted_steps(song_, text, groove.meter);
      const int bars = static_cast<int>(steps.size()) / count;
      for (int i = 0; i < until; ++i) {
        char step = steps[(bar % bars) * count + i];
        if (step == '?') step = random.chance(0.45) ? 'x' : '.';
        // Nobody plays every ghost note every time.
        if (step == 'o' && random.chance(0.2)) step = '.';
        if (!is_hit(step)) continue;
        const double beat = song_.bar_start(phrase.bar + bar) + i / 4.0;
        hit(drum, beat, step, phrase.energy, i, random);
      }
    }
  }

  void hit(const std::string& drum, double beat, char step, double energy, int place,
           Random& random) {
    if (beat >= song_.final_beat() - 1e-6) return;
    const double wobble = random.uniform(-0.25, 0.25);
    const float velocity =
        velocity_of(song_, player_.seat.velocity, energy, place, accent_of(step) + wobble);
    const int key = key_for(drum);
    // A roll divides the time that its letter stands for.
    const int strokes = step == 'r' ? 2 : step == 't' ? 3 : 1;
    const double span = step == 'r' ? 0.25 : step == 't' ? 0.5 : 0;
    for (int i = 0; i < strokes; ++i) {
      const float level = velocity * (i == 0 ? 1.0f : 0.75f);
      notes_.push_back(
          {beat + span * i / strokes, strokes > 1 ? span / strokes : 0.25, key, level});
    }
  }

  // Every section that leads somewhere ends with a fill; within long ones now and then a small one.
  const Groove* choose_fill(const Phrase& phrase, Random& random) const {
    if (phrase.next.empty() || phrase.energy < 0.25) return nullptr;
    if (!phrase.closes && !random.chance(0.3)) return nullptr;
    const double energy =
        phrase.closes ? std::max(phrase.energy, phrase.next_energy) : phrase.energy - 0.25;
    std::vector<const Groove*> fills;
    for (const Groove& fill : song_.style.fills) {
      if (energy >= fill.from && energy <= fill.to) fills.push_back(&fill);
    }
    fills = fitting(song_, fills);
    if (fills.empty()) return nullptr;
    std::vector<double> weights;
    for (const Groove* fill : fills) weights.push_back(fill->weight);
    return fills[random.weighted(weights)];
  }

  // The first step of the bar that the fill takes over.
  int fill_start(const Groove& fill) const {
    int first = song_.grid.steps();
    for (const auto& [drum, text] : fill.lines) {
      const std::string steps = fitted_steps(song_, text, fill.meter);
      const auto at = std::find_if(steps.begin(), steps.end(), is_hit);
      first = std::min(first, static_cast<int>(at - steps.begin()));
    }
    return first;
  }

  void write_fill(const Phrase& phrase, const Groove& fill, int bar, int from, Random& random) {
    const int count = song_.grid.steps();
    for (const auto& [drum, text] : fill.lines) {
      const std::string steps = fitted_steps(song_, text, fill.meter);
      for (int i = from; i < std::min(count, static_cast<int>(steps.size())); ++i) {
        if (!is_hit(steps[i])) continue;
        // Fills grow toward the next downbeat.
        const double energy = phrase.energy + 0.3 * (i - from) / std::max(1, count - from);
        hit(drum, song_.bar_start(phrase.bar + bar) + i / 4.0, steps[i], energy, i, random);
      }
    }
  }

  // A roll whose strokes double: quarters, eighths, sixteenths, louder and louder.
  void write_roll(const Phrase& phrase) {
    const int steps = phrase.bars * song_.grid.steps();
    const int stop = song_.style.stops ? song_.grid.steps() - song_.grid.half() : 0;
    for (int i = 0; i < steps - stop; ++i) {
      const double place = static_cast<double>(i) / steps;
      const int every = place < 0.5 ? 4 : place < 0.75 ? 2 : 1;
      if (i % every != 0) continue;
      const float velocity = static_cast<float>(0.3 + 0.55 * place * phrase.next_energy);
      const double beat = song_.bar_start(phrase.bar) + i / 4.0;
      if (beat < song_.final_beat()) notes_.push_back({beat, 0.25, key_for("snare"), velocity});
    }
  }

  void write_final() {
    const Phrase& last = song_.form.phrases.back();
    if (notes_.empty() || notes_.back().start < song_.final_beat() - 8) return;
    const double beat = song_.final_beat();
    const float velocity = velocity_of(song_, player_.seat.velocity, last.energy, 0, 0.2);
    notes_.push_back({beat, 0.5, key_for("kick"), velocity});
    const double length = std::max(0.5, song_.end() - beat);
    const bool loud = song_.style.crashes && last.energy > 0.3;
    notes_.push_back({beat, length, key_for(loud ? "crash" : "ride"), velocity * 0.8f});
  }

  const Song& song_;
  const Player& player_;
  std::vector<Note> notes_;
};

}  // namespace

const Groove* groove_for(const Song& song, const Player& player, const Phrase& phrase) {
  if (!player.present[phrase.index]) return nullptr;
  const auto lists = [](const std::vector<std::string>& list, const std::string& word) {
    return std::find(list.begin(), list.end(), word) != list.end();
  };
  // Those whose energies hold the phrase's, or come nearest to it.
  std::vector<const Groove*> grooves;
  double nearest = 2;
  for (const Groove& groove : song.style.grooves) {
    if (!lists(player.seat.play, groove.name)) continue;
    if (!groove.sections.empty() && !lists(groove.sections, phrase.kind)) continue;
    const double away = std::max({groove.from - phrase.energy, phrase.energy - groove.to, 0.0});
    if (away < nearest) grooves.clear();
    nearest = std::min(nearest, away);
    if (away <= nearest) grooves.push_back(&groove);
  }
  grooves = fitting(song, grooves);
  if (grooves.empty()) return nullptr;
  double sum = 0;
  for (const Groove* groove : grooves) sum += groove->weight;
  // One taste for the whole song, so that sections of the same energy share their groove.
  double at = song.random("groove/" + player.seat.name).uniform() * sum;
  for (const Groove* groove : grooves) {
    at -= groove->weight;
    if (at < 0) return groove;
  }
  return grooves.back();
}

std::vector<int> kick_steps(const Song& song, const Groove& groove, int bar) {
  std::vector<int> kicks;
  const auto line = groove.lines.find("kick");
  if (line == groove.lines.end()) return kicks;
  const std::string steps = fitted_steps(song, line->second, groove.meter);
  const int count = song.grid.steps();
  const int bars = static_cast<int>(steps.size()) / count;
  for (int i = 0; i < count; ++i) {
    const char step = steps[(bar % bars) * count + i];
    if (step == 'x' || step == 'X') kicks.push_back(i);
  }
  return kicks;
}

std::vector<Note> write_drums(const Song& song, const Player& player) {
  return DrumWriter(song, player).write();
}

}  // namespace musicgen::composer::writing
