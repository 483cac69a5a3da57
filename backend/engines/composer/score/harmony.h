#pragma once
// The harmony of a song: which progression each kind of section has, how a section that returns is
// coloured anew, how sections lead on, and how the song closes on its tonic.

#include <vector>

#include "engines/composer/score/form.h"
#include "engines/composer/score/grid.h"
#include "engines/composer/score/score.h"
#include "engines/composer/score/style.h"

namespace musicgen::composer::writing {

// Chords without gaps from the first beat to the end of the form; the last one is built on the
// tonic, as is at least one chord in any sixteen bars.
std::vector<Chord> make_harmony(const Brief& brief, const Style& style, const Grid& grid,
                                const Form& form);

}  // namespace musicgen::composer::writing
