#pragma once
// Who plays when: the energy of a phrase opens and closes the seats, intros come in several ways,
// the tune goes from hand to hand, and no two verses have quite the same band.

#include "engines/composer/score/song.h"

namespace musicgen::composer::writing {

// Fills in each player's `present` and `singing`, and the song's grooves. Whoever the brief names
// plays somewhere.
void arrange(Song& song);

}  // namespace musicgen::composer::writing
