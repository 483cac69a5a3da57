#pragma once
// Waveform peaks for drawing: a small binary file beside a track.
//
// Layout, little endian: "MGPK", u32 version = 1, u32 sample_rate_hz, u32 frames_per_peak,
// u64 frames, u32 channels, u32 count, then count × channels pairs of i8 (lowest, highest), scaled
// by 127. At most 20,000 peaks however long the file is: frames_per_peak grows by powers of two
// (memory stays flat), starting from 256.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "audio/stream.h"

namespace musicgen::audio {

struct Peaks {
  int sample_rate_hz = 0;
  int channels = 0;
  Frames frames = 0;
  Frames frames_per_peak = 0;
  std::vector<std::int8_t> values;  // count × channels × (lowest, highest)
};

// Collects peaks while sound passes by.
class PeakMeter {
 public:
  explicit PeakMeter(StreamFormat format);
  void add(std::span<const float> interleaved);
  Peaks result() const;

 private:
  void halve();

  StreamFormat format_;
  Frames frames_ = 0;
  Frames frames_per_peak_ = 256;
  Frames frames_in_last_ = 0;
  std::vector<float> values_;
};

std::string to_bytes(const Peaks& peaks);

// Throws InvalidAudioFormat for bytes that are not a peaks file.
Peaks peaks_from_bytes(std::string_view bytes);

}  // namespace musicgen::audio
