#pragma once
#include <memory>

#include "audio/stream.h"

namespace musicgen::audio {

// `source` at another rate through soxr (VHQ): streaming, linear phase, without delay, and as long
// as the ratio says to the nearest frame. The same rate gives the source back untouched.
std::unique_ptr<Source> resample(std::unique_ptr<Source> source, int sample_rate_hz);

}  // namespace musicgen::audio
