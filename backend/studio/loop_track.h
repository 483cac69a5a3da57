#pragma once
// What every kind of long track shares, looped or evolved: its place in the library and on the
// disk.

#include <optional>

#include "audio/loudness.h"
#include "jobs/job.h"
#include "studio/loop.h"

namespace musicgen::studio {

// The new track as its listener meets it: the parent's words and music, its own file.
library::Track child_of(const library::Track& parent, const jobs::Job& job,
                        const std::string& format, const std::string& title);

void take_loudness(library::Track& track, const audio::Loudness& loudness);

LoopResult loop_result_of(const library::Track& track);

// Throws StorageFull, with the size, where fewer bytes are free.
void require_disk(const Config& config, std::uint64_t needed);

}  // namespace musicgen::studio
