#include "engines/composer/score/harmony.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "engines/composer/random.h"
#include "engines/composer/score/roman.h"

namespace musicgen::composer::writing {
namespace {

using Bars = std::vector<std::vector<std::string>>;  // numerals

class Harmonist {
 public:
  Harmonist(const Brief& brief, const Style& style, const Grid& grid, const Form& form)
      : brief_(brief), style_(style), grid_(grid), form_(form), home_(family_of(brief.key.mode)) {}

  std::vector<Chord> write() {
    bars_.resize(form_.bars);
    for (std::size_t i = 0; i < form_.sections.size(); ++i) write_section(i);
    keep_tonic_near();
    if (form_.closes) close();
    return chords();
  }

 private:
  template <class T>
  const T& by_mode(const T& major, const T& minor) const {
    return home_ == Mode::major ? major : minor;
  }

  Random random(const std::string& purpose) const {
    return Random(brief_.seed, "harmony/" + purpose);
  }

  // How well a progression serves a kind of section of so many bars; 0: not at all.
  double fitness(const Progression& progression, const std::string& kind, int bars) const {
    const auto lists = [](const std::vector<std::string>& list, const std::string& word) {
      return std::find(list.begin(), list.end(), word) != list.end();
    };
    double fitness = progression.weight * gravity(progression.chords);
    if (!progression.sections.empty()) fitness *= lists(progression.sections, kind) ? 3 : 0.02;
    const std::string mode = boost::describe::enum_to_string(brief_.key.mode, "");
    const bool modal = brief_.key.mode != home_;
    if (!progression.modes.empty()) {
      fitness *= !lists(progression.modes, mode) ? 0 : modal ? 6 : 1;
    }
    if (!progression.styles.empty()) fitness *= is_own(progression, style_.way) ? 8 : 0;
    const int length = static_cast<int>(bars_of(progression.chords).size()) * stretch();
    if (length > bars) fitness *= 0.02;
    if (bars % length != 0 && length > 4) fitness *= 0.1;
    // Long sections are better for a long progression than for one that goes round and round.
    if (bars >= 4 * length) fitness *= 0.5;
    return fitness;
  }

  // Listeners must find the key: progressions that keep to its tonic and its scale are likelier,
  // all the more in short songs, which have no time for another place.
  double gravity(const std::string& text) const {
    std::vector<int> scale;
    for (const int step : steps_of(brief_.key.mode)) {
      scale.push_back((brief_.key.tonic + step) % 12);
    }
    double tonic = 0, foreign = 0, tones = 0, bars = 0;
    for (const auto& bar : bars_of(text)) {
      for (const std::string& numeral : bar) {
        const Chord chord = chord_of(numeral, home_, brief_.key);
        if (chord.root == brief_.key.tonic) tonic += 1.0 / static_cast<double>(bar.size());
        for (const int tone : chord.tones) {
          tones += 1;
          foreign += std::find(scale.begin(), scale.end(), tone) == scale.end();
        }
      }
      bars += 1;
    }
    const double pull = std::min(0.34, tonic / bars) - 1.5 * foreign / tones;
    return std::exp((form_.bars < 40 ? 6 : 3) * pull);
  }

  int stretch() const { return std::max(1, style_.harmony.bars_per_chord); }

  // The progression of a kind of section; kinds that come before the song's others choose first and
  // the others avoid what is taken.
  const std::string& progression_of(const std::string& kind, int bars, int cycle) {
    const std::string key = fmt::format("{}/{}", kind, cycle);
    const std::string section = kind.substr(0, kind.find('/'));
    if (const auto known = chosen_.find(key); known != chosen_.end()) return known->second;
    const std::vector<Progression>& list = by_mode(style_.harmony.major, style_.harmony.minor);
    std::vector<double> weights;
    for (const Progression& progression : list) {
      const bool taken = std::any_of(chosen_.begin(), chosen_.end(), [&](const auto& item) {
        return item.second == progression.chords;
      });
      weights.push_back(fitness(progression, section, bars) * (taken ? 0.08 : 1));
    }
    Random chance = random(key);
    return chosen_[key] = list.at(chance.weighted(weights)).chords;
  }

  // Intros and outros borrow what the song is about; all else has a progression of its own, and in
  // very long songs kinds other than the core find a new one every few visits.
  std::string material_of(std::size_t index) const {
    const std::string& kind = form_.sections[index].name;
    const bool has_core = std::any_of(form_.sections.begin(), form_.sections.end(),
                                      [&](const Section& s) { return s.name == style_.form.core; });
    if (kind == "outro" && has_core) return style_.form.core;
    if (kind == "intro" && form_.sections.size() > 1) return form_.sections[1].name;
    if (kind == "build" && index + 1 < form_.sections.size()) return form_.sections[index + 1].name;
    return kind;
  }

  int visits_before(std::size_t index) const {
    int visits = 0;
    for (std::size_t i = 0; i < index; ++i) {
      visits += form_.sections[i].name == form_.sections[index].name;
    }
    return visits;
  }

  void write_section(std::size_t index) {
    const Section& section = form_.sections[index];
    const std::string material = material_of(index);
    const int visit = visits_before(index);
    const int cycle = material == style_.form.core ? visit / 8 : visit / 4;
    const Bars first = bars_of(progression_of(material, section.bars, cycle));
    // A long progression carries the whole section; a short one leaves the phrases of the second
    // theme to another.
    const bool contrasts = static_cast<int>(first.size()) * stretch() <= style_.phrase;
    for (const Phrase& phrase : form_.phrases) {
      if (phrase.section != static_cast<int>(index)) continue;
      const bool second = contrasts && phrase.theme == 'B';
      const Bars progression =
          second ? bars_of(progression_of(material + "/B", phrase.bars, cycle)) : first;
      const int from = second || contrasts ? 0 : phrase.bar_in_section;
      for (int bar = 0; bar < phrase.bars; ++bar) {
        bars_[phrase.bar + bar] = progression[(from + bar) / stretch() % progression.size()];
      }
    }
    Random chance = random(fmt::format("colour/{}", index));
    if (visit > 0) recolour(section, chance);
    const bool leads_on = index + 1 < form_.sections.size() && section.bars >= 4 &&
                          form_.sections[index + 1].name != section.name;
    if (leads_on) turn(section, chance);
  }

  // The last bar of a section points to the next one.
  void turn(const Section& section, Random& chance) {
    const auto& turns = by_mode(style_.harmony.major_turns, style_.harmony.minor_turns);
    if (turns.empty() || !chance.chance(0.6)) return;
    const std::string& text = turns[chance.between(0, static_cast<int>(turns.size()) - 1)];
    bars_[section.first_bar + section.bars - 1] = bars_of(text).front();
  }

  // A section that comes again: some chords stand inverted, are suspended, or are prepared by their
  // own dominant. The first bar of each phrase stays, so that the section is known again.
  void recolour(const Section& section, Random& chance) {
    for (int bar = section.first_bar + 1; bar < section.first_bar + section.bars - 1; ++bar) {
      if ((bar - section.first_bar) % style_.phrase == 0 || stretch() > 1) continue;
      if (!chance.chance(style_.harmony.spice)) continue;
      std::vector<std::string>& chords = bars_[bar];
      if (chords.size() != 1) continue;
      const std::string& next = bars_[bar + 1].front();
      const Chord here = chord_of(chords.front(), home_, brief_.key);
      const Chord there = chord_of(next, home_, brief_.key);
      const bool plain = next.find_first_of("/:@#bo") == std::string::npos;
      if (plain && here.root != there.root && there.tones.size() >= 3 && chance.chance(0.55)) {
        std::string target = next;
        target.erase(target.find_last_of("IViv") + 1);
        const bool comes_home = there.root == brief_.key.tonic;
        chords.push_back(comes_home ? "V7" : "V7/" + target);
      } else if (chords.front().find_first_of("/:@5") == std::string::npos) {
        chords.front() += ":3";
      }
    }
  }

  std::string tonic() const { return by_mode<std::string>("I", "i"); }

  // The song begins at home, and however far its progressions wander, no eight bars pass without
  // the tonic.
  void keep_tonic_near() {
    bars_.front() = {tonic()};
    int without = 0;
    for (int bar = 0; bar < form_.bars; ++bar) {
      const bool home = std::any_of(bars_[bar].begin(), bars_[bar].end(), [&](const auto& text) {
        return chord_of(text, home_, brief_.key).root == brief_.key.tonic;
      });
      without = home ? 0 : without + 1;
      if (without < 8 || bar % style_.phrase != 0) continue;
      bars_[bar] = {tonic()};
      without = 0;
    }
  }

  // The cadence, aligned so that its last bar is the song's.
  void close() {
    const auto& endings = by_mode(style_.harmony.major_endings, style_.harmony.minor_endings);
    Bars ending{{tonic()}};
    if (!endings.empty()) {
      Random chance = random("ending");
      ending = bars_of(endings[chance.between(0, static_cast<int>(endings.size()) - 1)]);
    }
    for (std::size_t i = 0; i < ending.size() && i < bars_.size(); ++i) {
      bars_[bars_.size() - 1 - i] = ending[ending.size() - 1 - i];
    }
    if (form_.bars == 1) bars_[0] = {ending.back().front()};
  }

  std::vector<Chord> chords() const {
    std::vector<Chord> chords;
    for (int bar = 0; bar < form_.bars; ++bar) {
      const int count = static_cast<int>(bars_[bar].size());
      for (int i = 0; i < count; ++i) {
        Chord chord = chord_of(bars_[bar][i], home_, brief_.key);
        chord.start = bar * grid_.quarters() + beat_of(i, count) / 4.0;
        chord.length = (beat_of(i + 1, count) - beat_of(i, count)) / 4.0;
        const bool phrase_start = bar % style_.phrase == 0 && i == 0;
        if (!chords.empty() && chords.back().name == chord.name && !phrase_start) {
          chords.back().length += chord.length;
        } else {
          chords.push_back(std::move(chord));
        }
      }
    }
    return chords;
  }

  // The step on which the i-th of `count` chords in a bar begins: as even as the beats allow.
  int beat_of(int i, int count) const {
    const int beats = static_cast<int>(grid_.beats().size());
    if (count == 2 && i == 1) return grid_.half();
    if (count > beats) return grid_.steps() * i / count;
    int step = 0;
    for (int beat = 0; beat < beats * i / count; ++beat) step += grid_.beats()[beat];
    return step;
  }

  const Brief& brief_;
  const Style& style_;
  const Grid& grid_;
  const Form& form_;
  Mode home_;
  Bars bars_;
  std::map<std::string, std::string> chosen_;
};

}  // namespace

std::vector<Chord> make_harmony(const Brief& brief, const Style& style, const Grid& grid,
                                const Form& form) {
  return Harmonist(brief, style, grid, form).write();
}

}  // namespace musicgen::composer::writing
