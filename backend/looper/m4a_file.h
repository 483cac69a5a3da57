#pragma once
#include "looper/loop_file.h"
#include "looper/mp4_file.h"

namespace musicgen::looper {

// A loop's AAC packets as a track of an MP4 movie. The file and its packets must outlive it.
Mp4Track aac_track(const LoopFile& file);

// Silence that goes before so many frames of sound. MP4 players can skip any number of frames at
// the start, but many play the last packet to its end: with it the sound ends where a packet does.
Frames silence_before(const CodecInfo& codec, Frames total);

}  // namespace musicgen::looper
