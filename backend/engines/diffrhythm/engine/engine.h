#pragma once
// DiffRhythm as an engine of the registry. In the program musicgen it knows what can be asked for
// and checks requests; songs are made where a Singer is, in musicgen-neural.

#include <memory>
#include <vector>

#include "engines/diffrhythm/engine/singer.h"
#include "engines/engine.h"
#include "models/store.h"

namespace musicgen::diffrhythm {

// One for each model of the catalogue, installed or not. `store` outlives them. `singer` null: this
// program can't make songs, but find_neural_program() can.
std::vector<std::unique_ptr<engines::Engine>> make_engines(const models::Store& store,
                                                           std::shared_ptr<Singer> singer);

}  // namespace musicgen::diffrhythm
