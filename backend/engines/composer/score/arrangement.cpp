#include "engines/composer/score/arrangement.h"

#include <algorithm>

#include "engines/composer/score/writers.h"

namespace musicgen::composer::writing {
namespace {

bool contains(const std::vector<std::string>& list, const std::string& word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

bool keeps_time(Role role) {
  return role == Role::drums || role == Role::percussion || role == Role::bass;
}

// Colours come and go; the others are the song's ground.
bool is_colour(Role role) {
  return role == Role::pad || role == Role::arpeggio || role == Role::counter ||
         role == Role::percussion;
}

// How a song comes in.
enum class Opening { thin, beat, hook, full };

class Arranger {
 public:
  explicit Arranger(Song& song) : song_(song), random_(song.random("arrangement")) {
    const std::vector<double> weights{5, 2, 2, 1};
    opening_ = static_cast<Opening>(random_.weighted(weights));
  }

  void arrange() {
    for (Player& player : song_.band) set_presence(player);
    share_tune();
    for (Player& player : song_.band) let_play(player);
    keep_ground();
    choose_grooves();
  }

 private:
  void set_presence(Player& player) {
    Seat& seat = player.seat;
    // Who was asked for by name is heard more than others would be in that seat.
    if (was_asked(player.instrument.name)) seat.from = std::max(0.0, seat.from - 0.25);
    Random random = song_.random("presence/" + seat.name);
    int section = -1;
    double mood = 0;
    for (const Phrase& phrase : song_.form.phrases) {
      if (phrase.section != section) mood = random.uniform(-0.09, 0.09);
      section = phrase.section;
      const bool invited = !contains(seat.not_in, phrase.kind) &&
                           (seat.only_in.empty() || contains(seat.only_in, phrase.kind));
      double energy = phrase.energy + (is_colour(player.role) ? mood : 0);
      bool welcome = invited;
      if (phrase.kind == "intro") {
        energy += intro_bonus(player.role);
        const bool hook = opening_ == Opening::hook && player.role == Role::lead;
        welcome = invited || hook;
      }
      player.present.push_back(welcome && energy >= seat.from && energy <= seat.to);
    }
  }

  double intro_bonus(Role role) const {
    switch (opening_) {
      case Opening::thin:
        return 0;
      case Opening::beat:
        return keeps_time(role) ? 0.3 : -0.05;
      case Opening::hook:
        return role == Role::lead ? 0.5 : role == Role::chords ? 0.2 : 0;
      case Opening::full:
        return 0.3;
    }
    return 0;
  }

  // The lead has the tune; when a section returns, or in solos, one of the other voices may take
  // it.
  void share_tune() {
    std::vector<Player*> leads, others;
    for (Player& player : song_.band) {
      player.singing.assign(song_.form.phrases.size(), false);
      if (player.role == Role::lead) leads.push_back(&player);
      if (player.role == Role::counter) others.push_back(&player);
    }
    if (leads.empty()) return;
    std::size_t turn = 0;
    for (std::size_t i = 0; i < song_.form.sections.size(); ++i) {
      const Section& section = song_.form.sections[i];
      const bool again = visits_before(i) % 2 == 1 || section.name == "solo" ||
                         section.name == "episode" || section.name == "variation";
      const bool hands_over = again && !others.empty() && random_.chance(song_.style.handover);
      Player* singer = hands_over ? others[turn++ % others.size()] : leads[i % leads.size()];
      for (const Phrase& phrase : song_.form.phrases) {
        if (phrase.section != static_cast<int>(i)) continue;
        bool tune = false;
        for (Player* lead : leads) {
          tune = tune || lead->present[phrase.index];
          lead->present[phrase.index] = false;
        }
        singer->singing[phrase.index] = tune;
        if (tune) singer->present[phrase.index] = true;
      }
    }
  }

  int visits_before(std::size_t index) const {
    int visits = 0;
    for (std::size_t i = 0; i < index; ++i) {
      visits += song_.form.sections[i].name == song_.form.sections[index].name;
    }
    return visits;
  }

  // An instrument that was asked for but would rest throughout plays in the fuller half of the
  // song.
  void let_play(Player& player) {
    if (std::find(player.present.begin(), player.present.end(), true) != player.present.end())
      return;
    if (!contains(song_.brief.instruments, player.instrument.name)) return;
    std::vector<double> energies;
    for (const Phrase& phrase : song_.form.phrases) energies.push_back(phrase.energy);
    std::nth_element(energies.begin(), energies.begin() + energies.size() / 2, energies.end());
    const double middle = energies[energies.size() / 2];
    for (const Phrase& phrase : song_.form.phrases) {
      if (phrase.energy < middle) continue;
      player.present[phrase.index] = true;
      player.singing[phrase.index] = player.role == Role::lead;
    }
  }

  bool was_asked(const std::string& instrument) const {
    return std::any_of(song_.brief.facts.begin(), song_.brief.facts.end(), [&](const Fact& fact) {
      return fact.field == "instruments" && fact.value == instrument &&
             (fact.source == Source::prompt || fact.source == Source::parameter);
    });
  }

  // No phrase is without harmony as long as anybody can play chords.
  void keep_ground() {
    const auto is_harmonic = [](const Player& player) {
      return player.role == Role::chords || player.role == Role::pad ||
             player.role == Role::arpeggio;
    };
    const auto ground = std::find_if(song_.band.begin(), song_.band.end(), is_harmonic);
    if (ground == song_.band.end()) return;
    for (const Phrase& phrase : song_.form.phrases) {
      const bool grounded = std::any_of(song_.band.begin(), song_.band.end(), [&](const Player& p) {
        return is_harmonic(p) && p.present[phrase.index];
      });
      const bool beat = opening_ == Opening::beat && phrase.kind == "intro";
      if (!grounded && !beat) ground->present[phrase.index] = true;
    }
  }

  void choose_grooves() {
    const auto drummer = std::find_if(song_.band.begin(), song_.band.end(),
                                      [](const Player& p) { return p.role == Role::drums; });
    for (const Phrase& phrase : song_.form.phrases) {
      song_.grooves.push_back(drummer == song_.band.end() ? nullptr
                                                          : groove_for(song_, *drummer, phrase));
    }
  }

  Song& song_;
  Random random_;
  Opening opening_;
};

}  // namespace

void arrange(Song& song) {
  Arranger(song).arrange();
}

}  // namespace musicgen::composer::writing
