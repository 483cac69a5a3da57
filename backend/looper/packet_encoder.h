#pragma once
// Encodes sound into the packets of a codec, without a file around them.

#include <functional>
#include <memory>

#include "audio/encoder.h"
#include "looper/disk.h"

namespace musicgen::looper {

struct CodecOptions {
  audio::FileFormat format = audio::FileFormat::mp3;
  audio::StreamFormat sound = {};
  int bitrate = 0;           // bits per second; 0: the format's default for this sound
  int bits_per_sample = 16;  // WAV and FLAC
  int block_frames = 0;      // frames of a packet; 0: the codec's own choice (or has none)
};

// What a muxer needs to know of a stream of packets.
struct CodecInfo {
  CodecOptions options;
  int bitrate = 0;                      // as it was set in the end
  Frames packet_frames = 0;             // that most packets hold
  Frames delay = 0;                     // frames that a decoder gives before the first real one
  std::vector<std::uint8_t> extradata;  // the codec's own headers, as libav keeps them
};

// Takes a packet and the number of frames that it adds to the decoded sound.
using TakePacket = std::function<void(Bytes packet, Frames frames)>;

class PacketEncoder {
 public:
  // Bit reservoirs, rate control over time and random noise are off where the codec has them, so
  // that a packet depends on the sound around it and on little else. Throws InvalidParameter at
  // /bitrate where the codec can't do that rate.
  explicit PacketEncoder(const CodecOptions& options);
  ~PacketEncoder();
  PacketEncoder(PacketEncoder&&) noexcept;

  const CodecInfo& info() const;

  void write(std::span<const float> interleaved, const TakePacket& take);
  void finish(const TakePacket& take);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace musicgen::looper
