#pragma once
// Who plays: the style's seats, filled first with the instruments that the brief names.

#include <vector>

#include "engines/composer/score/song.h"

namespace musicgen::composer::writing {

// The band of a song, at least one player. Every instrument of the brief has a seat, what the brief
// forbids has none. At most 12 players besides the drummers.
std::vector<Player> make_band(const Brief& brief, const Style& style,
                              const std::vector<Instrument>& instruments);

// Roles that an instrument can take, the most natural first.
std::vector<Role> roles_of(const Instrument& instrument);

// Whether `without` forbids a role or an instrument.
bool forbids(const Brief& brief, Role role);
bool forbids(const Brief& brief, const Instrument& instrument);

}  // namespace musicgen::composer::writing
