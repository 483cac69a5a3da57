#pragma once
// What a picture shows of a sound, gathered in one pass: a few thousand columns of time, however
// long the sound is.

#include <stop_token>
#include <vector>

#include "audio/decoder.h"

namespace musicgen::audio {

struct SoundMap {
  // Frequency bands stand at equal musical distances, band 0 at the lowest.
  static constexpr int kBands = 480;
  static constexpr double kLowestHz = 30.0;
  static constexpr double kHighestHz = 18000.0;

  struct Column {
    float lowest = 0.0f;  // sample of any channel
    float highest = 0.0f;
    float square = 0.0f;  // mean over the time and the channels
  };

  Frames frames = 0;
  Frames frames_per_column = 0;
  std::vector<Column> columns;
  std::vector<float> powers;  // columns × kBands; 1 is a sine at full scale

  const float* powers_of(std::size_t column) const {
    return powers.data() + column * static_cast<std::size_t>(kBands);
  }
};

double frequency_of_band(double band);
double band_of_frequency(double hz);

// Reads a stereo source to its end. Low notes are seen through long windows, which tell pitches
// apart, and high ones through short windows, which tell moments apart: Hann windows of 370, 93 and
// 23 ms at 44.1 kHz, with a gradual change between them. Throws Cancelled.
SoundMap map_sound(Source& stereo, const std::stop_token& stop = {});

// The powers of a sound too long to be read as a whole: each of `columns` is looked at in its
// middle, through the same windows, and its waveform stays 0.
SoundMap sample_sound(Decoder& sound, std::size_t columns);

}  // namespace musicgen::audio
