#include "engines/composer/score/form.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "base/error.h"
#include "base/text.h"
#include "engines/composer/random.h"

namespace musicgen::composer::writing {
namespace {

struct Block {
  std::string kind;
  int bars = 0;
};
using Blocks = std::vector<Block>;

Blocks blocks_of(const std::string& text) {
  Blocks blocks;
  std::string kind;
  for (const std::string& word : split(text, ' ')) {
    if (word.empty()) continue;
    if (kind.empty()) {
      kind = word;
    } else {
      blocks.push_back({kind, std::clamp(std::atoi(word.c_str()), 1, 64)});
      kind.clear();
    }
  }
  if (blocks.empty() || !kind.empty()) {
    throw InternalError(fmt::format("\"{}\" is not a form such as \"verse 8 chorus 8\".", text));
  }
  return blocks;
}

int bars_in(const Blocks& blocks) {
  return std::accumulate(blocks.begin(), blocks.end(), 0,
                         [](int sum, const Block& block) { return sum + block.bars; });
}

double lift_of(const Style& style, const std::string& kind) {
  static const std::map<std::string, double> kLifts{
      {"intro", -0.22},  {"outro", -0.22}, {"verse", -0.06}, {"prechorus", 0.04},  {"chorus", 0.15},
      {"bridge", -0.04}, {"break", -0.28}, {"build", -0.05}, {"drop", 0.22},       {"groove", 0.05},
      {"theme", 0.0},    {"solo", 0.08},   {"climax", 0.25}, {"development", 0.05}};
  if (const auto own = style.form.lifts.find(kind); own != style.form.lifts.end()) {
    return own->second;
  }
  const auto usual = kLifts.find(kind);
  return usual == kLifts.end() ? 0 : usual->second;
}

bool tempo_is_fixed(const Brief& brief) {
  return std::any_of(brief.facts.begin(), brief.facts.end(), [](const Fact& fact) {
    return fact.field == "bpm" &&
           (fact.source == Source::prompt || fact.source == Source::parameter);
  });
}

struct Tempo {
  double bpm;
  int bars;
  double beats;
};

// Whole bars that end about `ring` seconds before the song does. A free tempo moves as little as
// puts the end into that place; a fixed one leaves up to a bar more, which the last chord fills. A
// song too short for one bar has as many beats of it as fit.
Tempo fit_tempo(const Brief& brief, const Style& style, const Grid& grid,
                const Movement& movement) {
  if (movement.bars > 0) return {brief.bpm, movement.bars, movement.bars * grid.quarters()};
  const double duration = brief.duration.count();
  const double room = duration - std::min(style.ring, std::max(0.7, 0.12 * duration));
  const double quarters = room * brief.bpm / 60;
  const int bars = static_cast<int>(std::floor(quarters / grid.quarters() + 1e-9));
  if (bars < 1) return {brief.bpm, 1, std::max(1.0, std::floor(quarters))};
  const auto tempo_for = [&](int count) {
    return std::ceil(count * grid.quarters() * 60 / room * 100) / 100;
  };
  Tempo tempo{brief.bpm, bars, 0};
  if (!tempo_is_fixed(brief)) {
    const int nearest = static_cast<int>(std::lround(quarters / grid.quarters()));
    tempo.bars = tempo_for(nearest) <= brief.bpm * 1.03 ? nearest : bars;
    tempo.bpm = std::max(tempo_for(tempo.bars), std::ceil(brief.bpm * 97) / 100);
  }
  tempo.beats = tempo.bars * grid.quarters();
  return tempo;
}

// How well the rise and fall of the sections follows the brief's curve, -1 to 1.
double likeness(const Blocks& blocks, const Brief& brief, const Style& style) {
  const double total = bars_in(blocks);
  double sum_a = 0, sum_b = 0, sum_ab = 0, sum_aa = 0, sum_bb = 0, bar = 0;
  for (const Block& block : blocks) {
    const double a = lift_of(style, block.kind);
    const double b = energy_at(brief, (bar + block.bars / 2.0) / total);
    const double weight = block.bars / total;
    sum_a += weight * a;
    sum_b += weight * b;
    sum_ab += weight * a * b;
    sum_aa += weight * a * a;
    sum_bb += weight * b * b;
    bar += block.bars;
  }
  const double spread = std::sqrt((sum_aa - sum_a * sum_a) * (sum_bb - sum_b * sum_b));
  return spread < 1e-9 ? 0 : (sum_ab - sum_a * sum_b) / spread;
}

// A body of at most `bars` bars: one of the longer ones that fit, and among them rather one whose
// sections follow the energy.
Blocks choose_body(const Brief& brief, const Style& style, int bars, Random& random) {
  std::vector<Blocks> fitting;
  int longest = 0;
  for (const std::string& text : style.form.bodies) {
    fitting.push_back(blocks_of(text));
    if (bars_in(fitting.back()) > bars) {
      fitting.pop_back();
    } else {
      longest = std::max(longest, bars_in(fitting.back()));
    }
  }
  if (fitting.empty()) return {{style.form.core, bars}};
  std::vector<double> weights;
  for (const Blocks& blocks : fitting) {
    const bool near = bars_in(blocks) * 4 >= longest * 3;
    weights.push_back(near ? std::exp(2 * likeness(blocks, brief, style)) : 0);
  }
  return fitting[random.weighted(weights)];
}

// Long songs go on: whole cycles come before the last section while there is room for one.
void add_cycles(Blocks& body, const Style& style, int bars, Random& random) {
  std::vector<Blocks> cycles;
  for (const std::string& text : style.form.more) cycles.push_back(blocks_of(text));
  std::size_t last = cycles.size();
  while (!cycles.empty()) {
    std::vector<double> weights;
    for (std::size_t i = 0; i < cycles.size(); ++i) {
      const bool fits = bars_in(body) + bars_in(cycles[i]) <= bars;
      weights.push_back(!fits ? 0 : i == last ? 0.05 : 1);
    }
    if (std::all_of(weights.begin(), weights.end(), [](double w) { return w == 0; })) return;
    last = random.weighted(weights);
    body.insert(body.end() - 1, cycles[last].begin(), cycles[last].end());
  }
}

// Gives phrases that are left to the sections, the shortest first, so that none doubles twice.
void stretch(Blocks& body, int phrase, int bars) {
  for (int left = bars - bars_in(body); left >= phrase; left -= phrase) {
    const auto shortest =
        std::min_element(body.begin(), body.end(), [](const Block& a, const Block& b) {
          const auto rank = [](const Block& block) {
            return block.bars + (block.kind == "build" || block.kind == "break" ? 8 : 0);
          };
          return rank(a) < rank(b);
        });
    shortest->bars += phrase;
  }
}

int edge_bars(const std::vector<int>& limits, int bars, int phrase) {
  if (bars < 8) return 0;
  if (bars < 16) return std::min(2, limits.at(1));
  const int wanted =
      std::clamp(static_cast<int>(std::lround(bars * 0.08)), limits.at(0), limits.at(1));
  const int unit = wanted >= phrase ? phrase : 2;
  return std::max(limits.at(0), wanted / unit * unit);
}

Blocks choose_blocks(const Brief& brief, const Style& style, const Movement& movement, int bars) {
  Random random(brief.seed, "form");
  int intro = movement.opens ? edge_bars(style.form.intro, bars, style.phrase) : 0;
  int outro = movement.closes ? edge_bars(style.form.outro, bars, style.phrase) : 0;
  const int room = bars - intro - outro;
  Blocks body = choose_body(brief, style, room, random);
  add_cycles(body, style, room, random);
  stretch(body, style.phrase, room);
  // What is less than a phrase makes the ending longer, or the beginning.
  int left = room - bars_in(body);
  if (outro > 0) {
    const int to_intro = intro > 0 ? left / 4 * 2 : 0;
    intro += to_intro;
    outro += left - to_intro;
  } else {
    body.back().bars += left;
  }
  Blocks blocks;
  if (intro > 0) blocks.push_back({"intro", intro});
  blocks.insert(blocks.end(), body.begin(), body.end());
  if (outro > 0) blocks.push_back({"outro", outro});
  return blocks;
}

// The energy within a section: intros and builds rise, outros fade.
double slope_of(const std::string& kind) {
  if (kind == "build") return 0.35;
  if (kind == "intro") return 0.22;
  if (kind == "outro") return -0.3;
  return kind == "bridge" || kind == "development" ? 0.1 : 0.04;
}

// Which of its two themes each phrase of a section has.
std::string plan_for(int phrases, Random& random) {
  static const std::vector<std::vector<std::string>> kPlans{
      {"A"}, {"A"}, {"AA", "AA", "AB"}, {"AAB", "ABA"}, {"AABA", "ABAB", "AABB", "ABAA"}};
  const std::vector<std::string>& plans = kPlans[std::min(phrases, 4)];
  return plans[random.between(0, static_cast<int>(plans.size()) - 1)];
}

void cut_phrases(Form& form, const Brief& brief, int phrase_bars) {
  std::map<std::string, int> visits;
  for (std::size_t i = 0; i < form.sections.size(); ++i) {
    const Section& section = form.sections[i];
    const int visit = visits[section.name]++;
    Random random(brief.seed, fmt::format("plan/{}/{}", section.name, visit / 4));
    const std::string plan = plan_for(std::max(1, section.bars / phrase_bars), random);
    for (int bar = 0; bar < section.bars;) {
      const int left = section.bars - bar;
      const int bars = left < phrase_bars + 2 ? left : phrase_bars;
      Phrase phrase;
      phrase.index = static_cast<int>(form.phrases.size());
      phrase.section = static_cast<int>(i);
      phrase.kind = section.name;
      phrase.visit = visit;
      phrase.bar = section.first_bar + bar;
      phrase.bars = bars;
      phrase.bar_in_section = bar;
      phrase.theme = plan[bar / phrase_bars % plan.size()];
      const double place = section.bars > bars ? (bar + bars / 2.0) / section.bars - 0.5 : 0;
      phrase.energy = std::clamp(section.energy + slope_of(section.name) * place, 0.03, 1.0);
      bar += bars;
      phrase.closes = bar == section.bars;
      if (phrase.closes && i + 1 < form.sections.size()) {
        phrase.next = form.sections[i + 1].name;
        phrase.next_energy = form.sections[i + 1].energy;
      } else if (!phrase.closes) {
        phrase.next = section.name;
        phrase.next_energy = section.energy;
      }
      form.phrases.push_back(phrase);
    }
  }
}

}  // namespace

double energy_at(const Brief& brief, double place) {
  if (brief.energy.empty()) return 0.5;
  if (brief.energy.size() == 1) return brief.energy[0];
  const double at = std::clamp(place, 0.0, 1.0) * static_cast<double>(brief.energy.size() - 1);
  const std::size_t before = std::min(static_cast<std::size_t>(at), brief.energy.size() - 2);
  const double part = at - static_cast<double>(before);
  return brief.energy[before] * (1 - part) + brief.energy[before + 1] * part;
}

Form make_form(const Brief& brief, const Style& style, const Grid& grid, const Movement& movement) {
  const Tempo tempo = fit_tempo(brief, style, grid, movement);
  Form form;
  form.closes = movement.closes;
  form.bpm = tempo.bpm;
  form.bars = tempo.bars;
  form.beats = tempo.beats;
  int bar = 0;
  for (const Block& block : choose_blocks(brief, style, movement, tempo.bars)) {
    const double place = (bar + block.bars / 2.0) / tempo.bars;
    const double energy = energy_at(brief, place) + lift_of(style, block.kind);
    form.sections.push_back({block.kind, bar, block.bars, std::clamp(energy, 0.05, 1.0)});
    bar += block.bars;
  }
  cut_phrases(form, brief, style.phrase);
  if (!form.closes) {
    // What follows is not written yet, but it is music: the last phrase leads on to it.
    form.phrases.back().next = style.form.core;
    form.phrases.back().next_energy = form.sections.front().energy;
  }
  return form;
}

}  // namespace musicgen::composer::writing
