#pragma once
#include <filesystem>
#include <stop_token>

#include "audio/decoder.h"
#include "audio/loudness.h"
#include "audio/peaks.h"

namespace musicgen::studio {

struct SoundMeasures {
  Frames frames = 0;
  audio::Loudness loudness;
  audio::Peaks peaks;
};

// Reads a sound to its end. Throws InvalidAudioFormat where there is none, Cancelled.
SoundMeasures measure_sound(audio::Decoder& sound, const std::stop_token& stop = {});

}  // namespace musicgen::studio
