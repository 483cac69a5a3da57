#pragma once
#include "audio/tags.h"
#include "library/track.h"

namespace musicgen::studio {

// What a track's file says of itself. The prompt stands in for a missing comment.
audio::Tags tags_of(const library::Track& track);

}  // namespace musicgen::studio
