#pragma once
// Puts a loop's packets into a file. One function a format, each in its own .cpp; all know every
// length before they write the first byte, so that the file is written once, from front to end.

#include "looper/loop_packets.h"

namespace musicgen::looper {

struct LoopFile {
  const LoopPackets& packets;
  Frames total = 0;  // frames that a player must play
  Bytes tags;        // as the format holds them, see tag_block.h; may be empty
};

// Throws std::system_error where the disk refuses, and what the output's progress throws.
void write_loop_file(const LoopFile& file, OutputFile& output);

void write_wav(const LoopFile& file, OutputFile& output);
void write_mp3(const LoopFile& file, OutputFile& output);
void write_flac(const LoopFile& file, OutputFile& output);
void write_vorbis(const LoopFile& file, OutputFile& output);
void write_opus(const LoopFile& file, OutputFile& output);
void write_m4a(const LoopFile& file, OutputFile& output);

// Copies the packets one after the other, with nothing between them.
void write_packets(const LoopPackets& packets, OutputFile& output);

}  // namespace musicgen::looper
