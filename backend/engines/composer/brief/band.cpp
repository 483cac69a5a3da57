// Who plays: the instruments that were asked for, those that other genres lend, and the genre's own
// ensemble around them.

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "engines/composer/brief/decide.h"
#include "engines/composer/random.h"

namespace musicgen::composer {
namespace {

constexpr std::size_t kUsualBand = 8;
constexpr std::size_t kSmallBand = 4;

bool contains(const std::vector<std::string>& list, const std::string& name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

class BandMaker {
 public:
  explicit BandMaker(Decision& decision)
      : decision_(decision), families_(decision.knowledge.language.families) {}

  void make() {
    exclude();
    ensemble_ = choose_ensemble();
    for (const auto& player : decision_.wishes.players) add_asked(player);
    if (!decision_.wishes.alone || band_.empty()) {
      for (const auto& genre : decision_.wishes.other_genres) add_lent(genre);
      add_ensemble();
    }
    if (band_.empty()) add_last_resort();
    decision_.brief.instruments = band_;
  }

 private:
  const Family& family(const std::string& name) const { return *find_named(families_, name); }

  void exclude() {
    for (const auto& wish : decision_.wishes.without) {
      const std::string& name = wish.value.name;
      auto& without = decision_.brief.without;
      const std::vector<std::string> silent = silent_without(wish.value);
      excluded_.insert(excluded_.end(), silent.begin(), silent.end());
      for (const std::string& each : listed_without(wish.value, silent)) {
        if (!contains(without, each)) without.push_back(each);
      }
      decision_.note("without", name, wish.source, wish.words);
    }
  }

  std::vector<std::string> silent_without(const Player& player) const {
    std::vector<std::string> names = {player.name};
    if (player.is_family) {
      names = family(player.name).members;
      const auto& companions = family(player.name).companions;
      names.insert(names.end(), companions.begin(), companions.end());
    }
    std::erase_if(names, [&](const auto& name) { return contains(decision_.wishes.kept, name); });
    return names;
  }

  // The score knows some groups by name, if all of them are silent; of the others it needs each
  // instrument.
  std::vector<std::string> listed_without(const Player& player,
                                          const std::vector<std::string>& silent) const {
    if (!player.is_family) return silent;
    const Family& group = family(player.name);
    const std::string& name = group.name;
    const bool whole = silent.size() == group.members.size() + group.companions.size();
    if (name == "melody" || (whole && (name == "drums" || name == "bass"))) return {name};
    if (name == "drums") return silent;
    std::vector<std::string> members = group.members;
    std::erase_if(members, [&](const auto& each) { return !contains(silent, each); });
    return members;
  }

  bool is_open(const std::string& name) const {
    return !contains(excluded_, name) && !contains(band_, name);
  }

  // A band has one drum kit: another is not added to it unasked.
  bool has_rival(const std::string& name) const {
    for (const Family& family : families_) {
      if (!family.single || !contains(family.members, name)) continue;
      for (const std::string& member : family.members) {
        if (contains(band_, member)) return true;
      }
    }
    return false;
  }

  // The ensemble that has most of what was asked for is the likeliest.
  std::vector<std::string> choose_ensemble() const {
    if (decision_.style != nullptr && !decision_.style->instruments.empty()) {
      return decision_.style->instruments;
    }
    std::vector<double> weights;
    for (const Ensemble& ensemble : decision_.genre->ensembles) {
      double weight = ensemble.weight;
      for (const auto& player : decision_.wishes.players) {
        if (contains(ensemble.instruments, player.value.name)) weight *= 4;
      }
      weights.push_back(weight);
    }
    Random random(decision_.brief.seed, "brief/band");
    return decision_.genre->ensembles[random.weighted(weights)].instruments;
  }

  void add_asked(const Wish<Player>& player) {
    const std::string name =
        player.value.is_family ? member_of(family(player.value.name)) : player.value.name;
    if (name.empty() || !is_open(name)) return;
    band_.push_back(name);
    decision_.note("instruments", name, player.source, player.words);
  }

  // The genre's own guitar where a guitar was asked for; none where one plays already.
  std::string member_of(const Family& family) const {
    for (const std::string& name : family.members) {
      if (contains(band_, name)) return "";
    }
    for (const std::string& name : ensemble_) {
      if (contains(family.members, name) && is_open(name)) return name;
    }
    for (const std::string& name : family.members) {
      if (is_open(name)) return name;
    }
    return "";
  }

  void add_lent(const Wish<std::string>& genre) {
    const auto& lends = find_named(decision_.knowledge.genres, genre.value)->lends;
    for (const std::string& name : lends) {
      if (contains(band_, name)) return;
    }
    for (const std::string& name : lends) {
      if (!is_open(name) || has_rival(name)) continue;
      band_.push_back(name);
      decision_.note("instruments", name, genre.source, genre.words);
      return;
    }
  }

  // Where too much of the ensemble is not wanted, the genre's other ones help out.
  void add_ensemble() {
    std::vector<std::string> added;
    const auto add_from = [&](const std::vector<std::string>& ensemble, std::size_t most) {
      for (const std::string& name : ensemble) {
        if (band_.size() >= most) return;
        if (!is_open(name) || has_rival(name)) continue;
        band_.push_back(name);
        added.push_back(name);
      }
    };
    add_from(ensemble_, kUsualBand);
    for (const Ensemble& other : decision_.genre->ensembles) {
      add_from(other.instruments, std::min(kSmallBand, ensemble_.size()));
    }
    if (added.empty()) return;
    decision_.note("instruments", fmt::format("{}", fmt::join(added, ", ")), Source::genre);
  }

  // Silence is no song: where everything was refused, something plays after all.
  void add_last_resort() {
    auto all = decision_.genre->ensembles.front().instruments;
    for (const auto& instrument : decision_.knowledge.instruments) all.push_back(instrument.name);
    const auto open = std::find_if(all.begin(), all.end(),
                                   [&](const std::string& name) { return is_open(name); });
    band_.push_back(open == all.end() ? all.front() : *open);
    std::erase(decision_.brief.without, band_.front());
    decision_.note("instruments", band_.front(), Source::chance);
  }

  Decision& decision_;
  const std::vector<Family>& families_;
  std::vector<std::string> excluded_;
  std::vector<std::string> ensemble_;
  std::vector<std::string> band_;
};

}  // namespace

void decide_band(Decision& decision) {
  BandMaker(decision).make();
}

}  // namespace musicgen::composer
