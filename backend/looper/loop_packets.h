#pragma once
// The packets of a loop file: intro, one period in the codec's steady state, and tail, encoded
// once, and the sequence that repeats the period.
//
// A codec's packet depends on the sound before it, through overlapping blocks and through what the
// encoder remembers. Once the sound has repeated itself for a while, so do the packets. So each
// stretch is encoded with a run-up whose packets are thrown away, and wherever two stretches meet,
// a few packets of the one are encoded beyond its end and must be the very packets with which the
// other begins. Then the file holds what plain encoding of the whole would have made.

#include <stop_token>
#include <string>

#include "base/progress.h"
#include "looper/loop_signal.h"
#include "looper/packet_encoder.h"
#include "looper/packet_store.h"

namespace musicgen::looper {

struct LoopPackets {
  CodecInfo codec;
  PacketStore store;
  PacketSequence sequence;
  bool repeated = false;  // false: everything was encoded plainly
  std::string why;        // why, where nothing is repeated
  Frames lead_in = 0;     // silent frames before the sound
};

// For codecs whose packets hold a fixed number of frames on a grid and overlap (MP3, Opus, AAC).
// The length of the loop in `signal` times `bodies_per_period` must be a multiple of those frames.
LoopPackets encode_on_grid(const LoopSignal& signal, const CodecOptions& options,
                           int bodies_per_period, const std::filesystem::path& scratch_folder,
                           const ProgressFn& progress, const std::stop_token& stop);

// For Vorbis, whose packets overlap but have no grid.
LoopPackets encode_drifting(const LoopSignal& signal, const CodecOptions& options,
                            int bodies_per_period, const std::filesystem::path& scratch_folder,
                            const ProgressFn& progress, const std::stop_token& stop);

// For formats whose packets know nothing of each other and may have any length (PCM, FLAC).
LoopPackets encode_independently(const LoopSignal& signal, CodecOptions options,
                                 const std::filesystem::path& scratch_folder,
                                 const ProgressFn& progress, const std::stop_token& stop);

}  // namespace musicgen::looper
