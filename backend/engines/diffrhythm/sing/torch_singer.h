#pragma once
#include <memory>

#include "base/units.h"
#include "engines/diffrhythm/engine/singer.h"

namespace musicgen::diffrhythm {

// Sings with libtorch, one song at a time. What was loaded for a song stays for the next one and is
// let go after `idle` without any. musicgen-tokens, which cuts the style's words into tokens, must
// lie beside the running program.
std::unique_ptr<Singer> make_torch_singer(Seconds idle);

}  // namespace musicgen::diffrhythm
