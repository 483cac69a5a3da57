#include "engines/composer/score/ensemble.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/error.h"

namespace musicgen::composer::writing {
namespace {

constexpr std::size_t kMostPitched = 12;

Role role_named(const std::string& name) {
  Role role{};
  if (!boost::describe::enum_from_string(name.c_str(), role)) {
    throw InternalError(fmt::format("\"{}\" is not a role in the band.", name));
  }
  return role;
}

bool lists(const std::vector<std::string>& list, const std::string& word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

bool is_drummer(Role role) {
  return role == Role::drums || role == Role::percussion;
}

class Casting {
 public:
  Casting(const Brief& brief, const Style& style, const std::vector<Instrument>& instruments)
      : brief_(brief), style_(style), instruments_(instruments), random_(brief.seed, "band") {
    seats_ = style.seats;
    for (Seat& seat : seats_) seat.always = random_.uniform() < seat.always ? 1 : 0;
    taken_.assign(seats_.size(), nullptr);
  }

  std::vector<Player> fill() {
    std::vector<const Instrument*> wanted;
    for (const std::string& name : brief_.instruments) {
      const Instrument* instrument = find(name);
      if (instrument != nullptr && !forbids(brief_, *instrument)) wanted.push_back(instrument);
    }
    std::vector<const Instrument*> standing;
    for (const Instrument* instrument : wanted) {
      if (!sit_down(*instrument, true)) standing.push_back(instrument);
    }
    for (const Instrument* instrument : standing) {
      if (!sit_down(*instrument, false) && !fill_need(*instrument)) add_seat(*instrument);
    }
    for (std::size_t i = 0; i < seats_.size(); ++i) {
      if (taken_[i] == nullptr && seats_[i].always > 0) taken_[i] = choose_for(seats_[i], wanted);
    }
    return players();
  }

 private:
  const Instrument* find(const std::string& name) const {
    const auto at = std::find_if(instruments_.begin(), instruments_.end(),
                                 [&](const Instrument& i) { return i.name == name; });
    return at == instruments_.end() ? nullptr : &*at;
  }

  // Takes the best free seat: one that lists the instrument, or, with `listed` false, one for the
  // role that comes most naturally to it.
  bool sit_down(const Instrument& instrument, bool listed) {
    int best = -1;
    std::size_t best_rank = 1000;
    std::vector<Role> roles = roles_of(instrument);
    roles.resize(roles[0] == Role::lead && roles.size() > 1 ? 2 : 1);
    for (std::size_t i = 0; i < seats_.size(); ++i) {
      const Role role = role_named(seats_[i].role);
      if (taken_[i] != nullptr || forbids(brief_, role)) continue;
      const auto& names = seats_[i].instruments;
      const auto role_at = std::find(roles.begin(), roles.end(), role);
      const auto name_at = std::find(names.begin(), names.end(), instrument.name);
      if (listed ? name_at == names.end() : role_at == roles.end()) continue;
      const std::size_t rank = listed ? name_at - names.begin() : role_at - roles.begin();
      if (rank < best_rank) {
        best_rank = rank;
        best = static_cast<int>(i);
      }
    }
    if (best >= 0) taken_[best] = &instrument;
    return best >= 0;
  }

  bool is_filled(const std::string& role) const {
    return std::any_of(seats_.begin(), seats_.end(), [&](const Seat& seat) {
      return seat.role == role && taken_[&seat - seats_.data()] != nullptr;
    });
  }

  // No band goes without bass and chords while somebody who can play them has no seat.
  bool fill_need(const Instrument& instrument) {
    for (const Role role : roles_of(instrument)) {
      const std::string name = boost::describe::enum_to_string(role, "");
      const bool needed = role == Role::chords || role == Role::bass || role == Role::lead;
      if (!needed || forbids(brief_, role) || is_filled(name)) continue;
      for (std::size_t i = 0; i < seats_.size(); ++i) {
        if (seats_[i].role != name) continue;
        taken_[i] = &instrument;
        return true;
      }
    }
    return false;
  }

  // A seat of its own for an instrument that found none, like the nearest one of the style.
  void add_seat(const Instrument& instrument) {
    const auto like = [&](Role role) {
      return std::find_if(style_.seats.begin(), style_.seats.end(),
                          [&](const Seat& seat) { return role_named(seat.role) == role; });
    };
    const std::vector<Role> roles = roles_of(instrument);
    const auto role = std::find_if(roles.begin(), roles.end(), [&](Role r) {
      return !forbids(brief_, r) && like(r) != style_.seats.end();
    });
    if (role == roles.end()) return;
    Seat seat = *like(*role);
    seat.name = instrument.name;
    // A second player of a tune doubles it rather than singing another.
    if (seat.role == "lead") seat.role = "counter";
    seat.not_in.clear();
    seat.only_in.clear();
    seats_.push_back(seat);
    taken_.push_back(&instrument);
  }

  // Where the brief names a band, a free seat goes to somebody of it, who then plays two parts as a
  // pianist does with two hands, or stays empty. Otherwise the style chooses by chance.
  const Instrument* choose_for(const Seat& seat, const std::vector<const Instrument*>& wanted) {
    const Role role = role_named(seat.role);
    if (forbids(brief_, role)) return nullptr;
    if (!wanted.empty()) return second_part(seat, role, wanted);
    std::vector<const Instrument*> able;
    std::vector<double> weights;
    for (std::size_t i = 0; i < seat.instruments.size(); ++i) {
      const Instrument* instrument = find(seat.instruments[i]);
      if (instrument == nullptr) {
        throw InternalError(fmt::format("There is no instrument \"{}\".", seat.instruments[i]));
      }
      if (forbids(brief_, *instrument)) continue;
      able.push_back(instrument);
      weights.push_back(i < seat.chances.size() ? seat.chances[i]
                                                : 1.0 / static_cast<double>(i + 1));
    }
    return able.empty() ? nullptr : able[random_.weighted(weights)];
  }

  const Instrument* second_part(const Seat& seat, Role role,
                                const std::vector<const Instrument*>& wanted) const {
    const bool needed = role == Role::lead || role == Role::chords || role == Role::bass;
    if (!needed || is_filled(seat.role)) return nullptr;
    for (const Instrument* instrument : wanted) {
      if (lists(seat.instruments, instrument->name)) return instrument;
    }
    for (const Instrument* instrument : wanted) {
      const std::vector<Role> roles = roles_of(*instrument);
      const auto can = [&](Role r) {
        return std::find(roles.begin(), roles.end(), r) != roles.end();
      };
      if (can(role) || (role == Role::bass && can(Role::chords))) return instrument;
    }
    return nullptr;
  }

  Player player_of(const Seat& seat, const Instrument& instrument) const {
    Player player{seat, role_named(seat.role), instrument, instrument.low, instrument.high};
    if (seat.range.size() != 2) return player;
    // The seat's range, moved by octaves to where the instrument has it.
    int low = seat.range[0], high = seat.range[1];
    while (low < instrument.low && std::min(high, instrument.high) - instrument.low < 14) {
      low += 12;
      high += 12;
    }
    while (high > instrument.high && instrument.high - std::max(low, instrument.low) < 14) {
      low -= 12;
      high -= 12;
    }
    player.low = std::max(low, instrument.low);
    player.high = std::min(high, instrument.high);
    return player;
  }

  std::vector<Player> players() const {
    std::vector<Player> players;
    std::map<std::string, int> names;
    std::size_t pitched = 0;
    for (std::size_t i = 0; i < seats_.size(); ++i) {
      if (taken_[i] == nullptr) continue;
      Player player = player_of(seats_[i], *taken_[i]);
      if (!is_drummer(player.role) && ++pitched > kMostPitched) continue;
      const int count = ++names[player.seat.name];
      if (count > 1) player.seat.name += fmt::format(" {}", count);
      players.push_back(std::move(player));
    }
    return players;
  }

  const Brief& brief_;
  const Style& style_;
  const std::vector<Instrument>& instruments_;
  Random random_;
  std::vector<Seat> seats_;
  std::vector<const Instrument*> taken_;
};

}  // namespace

std::vector<Role> roles_of(const Instrument& instrument) {
  if (instrument.name == "hand percussion") return {Role::percussion, Role::drums};
  if (instrument.is_kit) return {Role::drums, Role::percussion};
  // By families of the General MIDI programs.
  switch (instrument.program) {
    case 21:
      return {Role::chords, Role::lead, Role::pad, Role::counter};
    case 22:
      return {Role::lead, Role::counter};
    case 42:
      return {Role::counter, Role::lead, Role::pad, Role::bass};
    case 45:
    case 46:
      return {Role::arpeggio, Role::chords, Role::lead};
    case 47:
      return {Role::bass};
    case 56:
    case 60:
      return {Role::lead, Role::counter, Role::pad};
    case 61:
      return {Role::chords, Role::pad, Role::counter};
    case 62:
      return {Role::chords, Role::pad, Role::lead};
    case 87:
      return {Role::arpeggio, Role::lead, Role::chords};
    default:
      break;
  }
  switch (instrument.program / 8) {
    case 0:
      return {Role::chords, Role::lead, Role::arpeggio};
    case 1:
      return {Role::lead, Role::arpeggio, Role::counter};
    case 2:
      return {Role::chords, Role::pad, Role::lead};
    case 3:
      return {Role::chords, Role::arpeggio, Role::lead};
    case 4:
      return {Role::bass};
    case 5:
      return {Role::lead, Role::counter, Role::pad};
    case 6:
      return {Role::pad, Role::chords, Role::counter};
    case 11:
      return {Role::pad, Role::chords};
    case 13:
      return {Role::arpeggio, Role::chords, Role::lead};
    default:
      return {Role::lead, Role::counter, Role::arpeggio};
  }
}

bool forbids(const Brief& brief, Role role) {
  static const std::map<Role, std::vector<std::string>> kWords{
      {Role::drums, {"drums", "percussion", "beat", "beats"}},
      {Role::percussion, {"drums", "percussion"}},
      {Role::bass, {"bass"}},
      {Role::chords, {"chords"}},
      {Role::pad, {"pad", "pads"}},
      {Role::arpeggio, {"arpeggio", "arpeggios"}},
      {Role::lead, {"melody", "lead"}},
      {Role::counter, {"melody", "lead", "counter"}},
      {Role::effects, {"effects"}}};
  const std::vector<std::string>& words = kWords.at(role);
  return std::any_of(words.begin(), words.end(),
                     [&](const std::string& word) { return lists(brief.without, word); });
}

bool forbids(const Brief& brief, const Instrument& instrument) {
  const bool drums = lists(brief.without, "drums") || lists(brief.without, "percussion");
  if (drums && (instrument.is_kit || instrument.name == "timpani")) return true;
  return lists(brief.without, instrument.name);
}

std::vector<Player> make_band(const Brief& brief, const Style& style,
                              const std::vector<Instrument>& instruments) {
  std::vector<Player> band = Casting(brief, style, instruments).fill();
  if (!band.empty()) return band;
  // Nobody is left to carry the song, so somebody who is not forbidden plays its chords softly.
  for (const Instrument& instrument : instruments) {
    const std::vector<Role> roles = roles_of(instrument);
    if (forbids(brief, instrument) || (roles[0] != Role::pad && roles[0] != Role::chords)) continue;
    Seat seat;
    seat.name = "chords";
    seat.role = "chords";
    seat.velocity = 0.6;
    band.push_back({seat, Role::chords, instrument, std::max(48, instrument.low),
                    std::min(79, instrument.high)});
    break;
  }
  return band;
}

}  // namespace musicgen::composer::writing
