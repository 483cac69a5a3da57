#include "studio/measure_sound.h"

#include "base/progress.h"

namespace musicgen::studio {

SoundMeasures measure_sound(audio::Decoder& sound, const std::stop_token& stop) {
  audio::LoudnessMeter loudness(sound.format());
  audio::PeakMeter peaks(sound.format());
  const auto channels = static_cast<std::size_t>(sound.format().channels);
  std::vector<float> block(channels << 14);
  Frames frames = 0;
  while (const std::size_t read = sound.read(block)) {
    throw_if_stopped(stop);
    const auto part = std::span(block).first(read * channels);
    loudness.add(part);
    peaks.add(part);
    frames += static_cast<Frames>(read);
  }
  if (frames == 0) throw InvalidAudioFormat("There is no sound in this file.");
  return {frames, loudness.result(), peaks.result()};
}

}  // namespace musicgen::studio
