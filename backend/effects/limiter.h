#pragma once
// A look-ahead true-peak limiter, for the last step of mastering.

#include <memory>

#include "audio/stream.h"
#include "base/units.h"

namespace musicgen::effects {

// The gain moves while it holds a peak down, which can lift the true peak a trifle: who promises a
// ceiling asks for one that is lower by this.
inline constexpr double kCeilingMarginDb = 0.1;

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

// The same for sound that is written: `out` gets it limited, the last of it when this sink is
// finished. `out` is not finished by it.
std::unique_ptr<audio::Sink> limit_into(audio::Sink& out, Decibels gain, Decibels ceiling);

}  // namespace musicgen::effects
