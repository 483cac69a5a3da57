#pragma once
#include <memory>

#include "audio/stream.h"
#include "base/units.h"

namespace musicgen::effects {

// `source`, which has `frames` frames, rising from silence over the first `in` frames and sinking
// into it over the last `out` frames, each along half a period of a cosine.
std::unique_ptr<audio::Source> fade(std::unique_ptr<audio::Source> source, Frames frames, Frames in,
                                    Frames out);

}  // namespace musicgen::effects
