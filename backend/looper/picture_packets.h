#pragma once
// One period of a still or breathing picture as H.264 packets.

#include <stop_token>

#include "base/progress.h"
#include "looper/packet_store.h"

namespace musicgen::looper {

struct PicturePackets {
  static constexpr int kWidth = 1920;
  static constexpr int kHeight = 1080;

  int frames_per_second = 0;
  PacketStore store;                        // one period, of which only the first frame is a key
  std::vector<std::uint8_t> decoder_setup;  // body of an `avcC` box (ISO 14496-15, 5.3.3.1)

  double bytes_per_second() const {
    const auto bytes = static_cast<double>(store.bytes({0, store.count()}));
    return bytes * frames_per_second / static_cast<double>(store.count());
  }
};

// Throws InvalidAudioFormat where the file is no picture that can be read, FileNotFound, Cancelled.
PicturePackets encode_picture(const std::filesystem::path& cover, bool breathing,
                              const std::filesystem::path& scratch_folder,
                              const ProgressFn& progress, const std::stop_token& stop);

}  // namespace musicgen::looper
