#pragma once
#include "library/library.h"
#include "library/search.h"

namespace musicgen::library {

// Fills in the total and the facets of all tracks that a condition is about.
void count_facets(sql::Transaction& work, const Condition& condition, TrackPage& page);

}  // namespace musicgen::library
