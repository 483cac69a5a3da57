#pragma once
// Endless variation: new music in the brief of a track that an engine made, for as long as wanted.

#include "studio/loop.h"

namespace musicgen::studio {

// Checks a request of the mode "evolve" and says what its job is. Throws InvalidParameter at /mode
// where the track was not made by an engine that can go on from it, EngineUnavailable, StorageFull.
jobs::NewJob evolving_job(const Studio& studio, const LoopRequest& request,
                          const library::Track& parent);

// Does the work of one job: engine -> master -> file -> library, all in one stream.
Json evolve(Studio& studio, const jobs::Job& job, const LoopRequest& request,
            const ProgressFn& progress, std::stop_token stop);

}  // namespace musicgen::studio
