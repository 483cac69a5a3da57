#pragma once
#include <cstdint>
#include <vector>

#include "engines/engine.h"

namespace musicgen::diffrhythm {

// Latents [from, to) of a song.
struct FrameSpan {
  std::int64_t from = 0;
  std::int64_t to = 0;
  bool operator==(const FrameSpan&) const = default;
};

// The latents that an edit makes anew, in order and apart from each other: those of its stretches,
// and all that lie past the end of the song that is edited, so that a longer song continues it.
// `frames` and `seconds`: of the new song. Throws InvalidParameter at the stretch
// ("/edit/segments/1") that lies outside of it or has no length, or where nothing would be made.
std::vector<FrameSpan> frames_to_make(const engines::Editing& edit, std::int64_t frames,
                                      double seconds);

}  // namespace musicgen::diffrhythm
