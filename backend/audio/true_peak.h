#pragma once
// The peak of the continuous signal between samples (ITU-R BS.1770-4, annex 2): 4 times oversampled
// below 96 kHz, 2 times below 192 kHz, through a 49-tap sinc under a Hann window, the filter that
// libebur128 uses, but over blocks, which is several times faster.

#include <span>
#include <vector>

#include "audio/stream.h"

namespace musicgen::audio {

class TruePeakDetector {
 public:
  explicit TruePeakDetector(StreamFormat format);

  // The result for a frame stands for the sound this many frames earlier.
  std::size_t delay_frames() const { return half_width_; }

  // Writes one number a frame: the highest magnitude of any channel from the frame
  // `delay_frames()` back until just before the next one.
  void process(std::span<const float> interleaved, std::span<float> peaks);

 private:
  void scan(const std::vector<float>& line, std::span<float> peaks) const;

  std::size_t channels_;
  std::size_t half_width_;                  // of the filter, in frames
  std::vector<std::vector<float>> phases_;  // coefficients for each place between two samples
  std::vector<std::vector<float>> lines_;   // of each channel: the past, then the present block
};

}  // namespace musicgen::audio
