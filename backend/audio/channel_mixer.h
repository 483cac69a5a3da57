#pragma once
#include <memory>
#include <vector>

#include "audio/stream.h"

namespace musicgen::audio {

// `source` with another number of channels. Fewer: libav's downmix, scaled so that it can't clip.
// More: mono goes to the front pair unchanged, all others keep their place and the rest is silent.
// The same number gives the source back untouched.
std::unique_ptr<Source> mix_channels(std::unique_ptr<Source> source, int channels);

// The same as numbers: how much of input i output o gets stands at [o * inputs + i].
std::vector<double> mixing_matrix(int inputs, int outputs);

}  // namespace musicgen::audio
