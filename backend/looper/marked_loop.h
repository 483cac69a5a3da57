#pragma once
#include <optional>

#include "audio/loop_marks.h"
#include "looper/scoring.h"

namespace musicgen::looper {

// The loop that the author of a recording wrote down. A mark that misses the waveform's own repeat
// by up to 50 ms (whole seconds, or set by ear) is moved onto it. None where the marks lie outside
// the recording or less than half a second apart.
std::optional<Loop> marked_loop(const Evidence& evidence, const audio::LoopMarks& marks);

}  // namespace musicgen::looper
