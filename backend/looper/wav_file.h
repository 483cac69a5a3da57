#pragma once
#include "looper/packet_encoder.h"

namespace musicgen::looper {

// What stands before the samples in a WAV file: RIFF, or RF64 (EBU Tech 3306) where 32 bits can't
// hold the sizes. `tags` are whole chunks.
std::vector<std::uint8_t> wav_header(const CodecOptions& options, Frames frames, Bytes tags);

}  // namespace musicgen::looper
