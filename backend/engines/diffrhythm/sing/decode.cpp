#include "engines/diffrhythm/sing/decode.h"

#include <algorithm>
#include <vector>

#include "audio/encoder.h"

namespace musicgen::diffrhythm {
namespace {

// Short enough not to be heard as a fade, long enough not to click.
constexpr Frames kFadeFrames = 1024;

class Interleaver {
 public:
  Interleaver(audio::Sink& out, Frames decoded, Frames wanted, const Splice* splice)
      : out_(out),
        sound_(std::min(decoded, wanted)),
        fades_(decoded < wanted),
        wanted_(wanted),
        splice_(splice) {}

  void take(std::span<const float> planar, Frames frames) {
    const Frames used = std::min(frames, sound_ - done_);
    std::vector<float> block(static_cast<std::size_t>(2 * std::max<Frames>(used, 0)));
    for (Frames i = 0; i < used; ++i) {
      const float gain = gain_at(done_ + i);
      block[static_cast<std::size_t>(2 * i)] = planar[static_cast<std::size_t>(i)] * gain;
      block[static_cast<std::size_t>(2 * i + 1)] =
          planar[static_cast<std::size_t>(frames + i)] * gain;
    }
    write(block);
  }

  void finish() {
    std::vector<float> silence(static_cast<std::size_t>(2 * (wanted_ - done_)));
    write(silence);
    out_.finish();
  }

 private:
  void write(std::vector<float>& block) {
    if (splice_ != nullptr) splice_->apply(block, done_);
    out_.write(block);
    done_ += std::ssize(block) / 2;
  }

  float gain_at(Frames frame) const {
    if (!fades_ || frame < sound_ - kFadeFrames) return 1;
    return static_cast<float>(sound_ - frame) / kFadeFrames;
  }

  audio::Sink& out_;
  Frames sound_;  // how much of the decoded sound is kept
  bool fades_;
  Frames wanted_;
  const Splice* splice_;
  Frames done_ = 0;
};

}  // namespace

void decode_to_wav(const Vae& vae, std::span<const float> latents, Frames samples,
                   const std::filesystem::path& wav, const ProgressFn& progress,
                   const std::stop_token& stop, const Splice* splice) {
  const auto out =
      audio::open_encoder(wav, {.format = audio::FileFormat::wav, .bits_per_sample = 32});
  const Frames decoded = std::ssize(latents) / vae.latent_channels() * vae.samples_per_latent();
  Interleaver song(*out, decoded, samples, splice);
  Frames seen = 0;
  vae.decode(latents, [&](std::span<const float> planar, std::int64_t frames) {
    song.take(planar, frames);
    seen += frames;
    progress(static_cast<double>(seen) / static_cast<double>(decoded), "making the sound");
    throw_if_stopped(stop);
  });
  song.finish();
}

}  // namespace musicgen::diffrhythm
