#include "looper/loop_file.h"

namespace musicgen::looper {

void write_packets(const LoopPackets& packets, OutputFile& output) {
  packets.sequence.each_range([&](PacketRange range) {
    packets.store.read_through(range, [&](Bytes bytes) { output.write(bytes); });
  });
}

void write_loop_file(const LoopFile& file, OutputFile& output) {
  switch (file.packets.codec.options.format) {
    case audio::FileFormat::wav:
      return write_wav(file, output);
    case audio::FileFormat::mp3:
      return write_mp3(file, output);
    case audio::FileFormat::flac:
      return write_flac(file, output);
    case audio::FileFormat::ogg:
      return write_vorbis(file, output);
    case audio::FileFormat::opus:
      return write_opus(file, output);
    case audio::FileFormat::m4a:
      return write_m4a(file, output);
  }
}

}  // namespace musicgen::looper
