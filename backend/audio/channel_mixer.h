#pragma once
#include <memory>

#include "audio/stream.h"

namespace musicgen::audio {

// `source` with another number of channels. Fewer: libav's downmix, scaled so that it can't clip.
// More: mono goes to the front pair unchanged, all others keep their place and the rest is silent.
// The same number gives the source back untouched.
std::unique_ptr<Source> mix_channels(std::unique_ptr<Source> source, int channels);

}  // namespace musicgen::audio
