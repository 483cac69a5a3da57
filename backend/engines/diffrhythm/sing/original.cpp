#include "engines/diffrhythm/sing/original.h"

#include <algorithm>

#include "audio/decoder.h"
#include "engines/diffrhythm/sampler/noise.h"
#include "engines/diffrhythm/vae/level.h"

namespace musicgen::diffrhythm {
namespace {

constexpr audio::StreamFormat kFormat{44100, 2};
constexpr Frames kSamplesPerLatent = 2048;
constexpr Frames kFadeFrames = kSamplesPerLatent;
constexpr double kPeakDb = -6;                // of the reference in the official code
constexpr std::int64_t kContextLatents = 16;  // that the encoder looks ahead at most
// A stream of noise of its own: the sampler's variations count from 0.
constexpr std::uint64_t kNoiseItem = std::uint64_t{1} << 32;

std::vector<float> interleaved_of(const std::filesystem::path& file, Frames most) {
  const auto sound = audio::open_decoder_as(file, kFormat);
  std::vector<float> block(1 << 16);
  std::vector<float> all;
  while (std::ssize(all) < 2 * most) {
    const std::size_t read = 2 * sound->read(block);
    if (read == 0) break;
    all.insert(all.end(), block.begin(), block.begin() + static_cast<std::ptrdiff_t>(read));
  }
  all.resize(std::min(all.size(), static_cast<std::size_t>(2 * most)));
  return all;
}

}  // namespace

Original::Original(const std::filesystem::path& sound, std::int64_t latents) : latents_(latents) {
  const std::vector<float> both =
      interleaved_of(sound, (latents + kContextLatents) * kSamplesPerLatent);
  frames_ = std::ssize(both) / 2;
  planar_.resize(both.size());
  for (std::size_t i = 0; i < both.size(); ++i) {
    planar_[i % 2 * static_cast<std::size_t>(frames_) + i / 2] = both[i];
  }
  normalize_peak(planar_, kPeakDb);
}

std::vector<float> Original::latents(const Vae& vae, std::uint64_t seed, const ProgressFn& progress,
                                     const std::stop_token& stop) const {
  if (frames_ < vae.samples_per_latent()) {
    throw InvalidParameter("The track is too short to be edited.").at("/edit/track_id");
  }
  const auto watch = [&](std::int64_t done, std::int64_t of) {
    progress(static_cast<double>(done) / static_cast<double>(of), "listening to the song");
    throw_if_stopped(stop);
  };
  const LatentDistribution heard = vae.encode(planar_, Vae::kPieceLatents, watch);
  std::vector<float> values = heard.sample(normal_noise(seed, kNoiseItem, heard.mean.size()));
  values.resize(static_cast<std::size_t>(latents_ * vae.latent_channels()));
  return values;
}

Splice::Splice(const Original& original, std::span<const FrameSpan> made, Frames length)
    : original_(original),
      made_(made),
      end_(std::min(original.frames(), length)),
      fades_at_end_(original.frames() < length) {}

void Splice::apply(std::span<float> interleaved, Frames first) const {
  const auto left = original_.channel(0), right = original_.channel(1);
  const Frames frames = std::ssize(interleaved) / 2;
  for (Frames i = 0; i < std::min(frames, end_ - first); ++i) {
    const float share = share_of_original(first + i);
    if (share == 0) continue;
    const auto at = static_cast<std::size_t>(first + i);
    float* const frame = &interleaved[static_cast<std::size_t>(2 * i)];
    frame[0] = share == 1 ? left[at] : frame[0] + (left[at] - frame[0]) * share;
    frame[1] = share == 1 ? right[at] : frame[1] + (right[at] - frame[1]) * share;
  }
}

float Splice::share_of_original(Frames frame) const {
  Frames away = fades_at_end_ ? end_ - frame : kFadeFrames;  // from what isn't the original
  for (const FrameSpan& span : made_) {
    const Frames from = span.from * kSamplesPerLatent, to = span.to * kSamplesPerLatent;
    if (frame >= from && frame < to) return 0;
    away = std::min(away, frame < from ? from - frame : frame - to + 1);
  }
  return std::min(1.0F, static_cast<float>(away) / kFadeFrames);
}

}  // namespace musicgen::diffrhythm
