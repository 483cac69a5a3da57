#pragma once
// espeak-ng as the speaker of English words.

#include <memory>

#include "engines/diffrhythm/lyrics/english.h"

namespace musicgen::lyrics {

// espeak-ng is one global thing: all speakers of a process share it, one call at a time. It is set
// up for the first speaker and stays until the process ends. Throws EngineUnavailable where this
// build or this machine lacks espeak-ng, with what to install.
std::shared_ptr<const Speaker> open_speaker();

}  // namespace musicgen::lyrics
