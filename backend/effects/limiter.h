#pragma once
// A look-ahead true-peak limiter, for the last step of mastering.

#include <memory>

#include "audio/stream.h"
#include "base/units.h"

namespace musicgen::effects {

// `source` raised by `gain` and held below `ceiling` (dB true peak): frame for frame as long as the
// source and without delay. All channels get the same gain, so that the picture does not move.
//
// The gain that each frame needs comes from its oversampled peak (audio/true_peak.h). It is held by
// a sliding minimum over 5 ms (Lemire, "Streaming maximum-minimum filter using no more than three
// comparisons per element", 2006), released exponentially, and smoothed by two box filters of the
// same total length, so that it has arrived when the peak does (the design of G. Luff,
// "Designing a straightforward limiter", Signalsmith Audio 2022). Where nothing exceeds the ceiling
// samples are only multiplied by `gain`.
std::unique_ptr<audio::Source> limit(std::unique_ptr<audio::Source> source, Decibels gain,
                                     Decibels ceiling);

}  // namespace musicgen::effects
