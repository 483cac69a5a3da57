#pragma once
#include <string_view>

#include "audio/tags.h"
#include "base/config.h"
#include "library/track.h"

namespace musicgen::studio {

// What a track's file says of itself. The prompt stands in for a missing comment.
audio::Tags tags_of(const library::Track& track);

// The same with the track's cover, where it has one.
audio::Tags tags_with_cover(const Config& config, const library::Track& track);

// Whether files of this format ("mp3") can hold tags.
bool holds_tags(std::string_view format);

}  // namespace musicgen::studio
