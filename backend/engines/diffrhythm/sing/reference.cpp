#include "engines/diffrhythm/sing/reference.h"

#include "audio/channel_mixer.h"
#include "audio/decoder.h"
#include "audio/resampler.h"
#include "engines/diffrhythm/engine/plan.h"
#include "engines/diffrhythm/style/style_vector.h"

namespace musicgen::diffrhythm {
namespace {

constexpr int kExcerptSeconds = 10;

// Of a stream whose container doesn't tell its length.
Frames count_frames(audio::Source& sound) {
  std::vector<float> block(static_cast<std::size_t>(sound.format().channels) << 16);
  Frames frames = 0;
  while (const std::size_t read = sound.read(block)) frames += static_cast<Frames>(read);
  return frames;
}

}  // namespace

std::vector<float> read_style_excerpt(const std::filesystem::path& file, int sample_rate_hz) {
  auto sound = audio::open_decoder(file);
  const int file_rate_hz = sound->format().sample_rate_hz;
  const Frames frames = sound->info().frames ? *sound->info().frames : count_frames(*sound);
  const Seconds length = seconds_of(frames, file_rate_hz);
  require_reference_length(length);
  const double start = style_excerpt_start(length.count());
  sound->seek(frames_of(Seconds(start), file_rate_hz));
  const auto mono = audio::resample(audio::mix_channels(std::move(sound), 1), sample_rate_hz);
  std::vector<float> excerpt(static_cast<std::size_t>(kExcerptSeconds * sample_rate_hz));
  excerpt.resize(mono->read(excerpt));
  return excerpt;
}

}  // namespace musicgen::diffrhythm
