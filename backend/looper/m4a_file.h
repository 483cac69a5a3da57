#pragma once
#include "looper/loop_file.h"
#include "looper/mp4_file.h"

namespace musicgen::looper {

// A loop's AAC packets as a track of an MP4 movie. The file and its packets must outlive it.
Mp4Track aac_track(const LoopFile& file);

}  // namespace musicgen::looper
