#include "studio/copy_sound.h"

#include "audio/decoder.h"
#include "effects/master.h"

namespace musicgen::studio {
namespace {

// A sink that shows what passes to a peak meter.
class Metered final : public audio::Sink {
 public:
  explicit Metered(std::unique_ptr<audio::Sink> next)
      : next_(std::move(next)), peaks_(next_->format()) {}

  audio::StreamFormat format() const override { return next_->format(); }
  void write(std::span<const float> interleaved) override {
    peaks_.add(interleaved);
    next_->write(interleaved);
  }
  void finish() override { next_->finish(); }

  audio::Peaks peaks() const { return peaks_.result(); }

 private:
  std::unique_ptr<audio::Sink> next_;
  audio::PeakMeter peaks_;
};

}  // namespace

Mastered master_to_file(const std::filesystem::path& mix, const std::filesystem::path& target,
                        audio::FileFormat format, audio::StreamFormat stream,
                        const ProgressFn& progress, std::stop_token stop) {
  Metered out(audio::open_encoder(target, {.format = format, .input = stream}));
  const audio::Loudness loudness = effects::master(mix, out, {}, progress, stop);
  out.finish();
  return {loudness, out.peaks()};
}

void copy_as_flac(const std::filesystem::path& sound, const std::filesystem::path& target,
                  std::stop_token stop) {
  const auto in = audio::open_decoder(sound);
  const auto out = audio::open_encoder(
      target, {.format = audio::FileFormat::flac, .input = in->format(), .bits_per_sample = 24});
  std::vector<float> block(static_cast<std::size_t>(in->format().channels) * (1 << 14));
  while (const std::size_t frames = in->read(block)) {
    throw_if_stopped(stop);
    out->write(std::span(block).first(frames * static_cast<std::size_t>(in->format().channels)));
  }
  out->finish();
}

}  // namespace musicgen::studio
