#pragma once
// The song that an edit begins from: to latents for the sampler, and back into the result, where
// what stays is its own sound rather than what the autoencoder makes of it.

#include <filesystem>
#include <span>
#include <stop_token>
#include <vector>

#include "base/progress.h"
#include "base/units.h"
#include "engines/diffrhythm/engine/edit_plan.h"
#include "engines/diffrhythm/vae/vae.h"

namespace musicgen::diffrhythm {

class Original {
 public:
  // As the official code prepares it: stereo at 44.1 kHz, its peak at -6 dBFS. No more is read than
  // a song of `latents` needs. Throws FileNotFound, InvalidAudioFormat.
  Original(const std::filesystem::path& sound, std::int64_t latents);

  Frames frames() const { return frames_; }

  // The latents of the song, [latents][channels], zero past its end; the noise is the seed's.
  // Throws InvalidParameter for a song shorter than a latent, Cancelled after a piece.
  std::vector<float> latents(const Vae& vae, std::uint64_t seed, const ProgressFn& progress,
                             const std::stop_token& stop) const;

  // The left or right channel.
  std::span<const float> channel(int which) const {
    return std::span(planar_).subspan(static_cast<std::size_t>(which * frames_),
                                      static_cast<std::size_t>(frames_));
  }

 private:
  std::int64_t latents_;
  std::vector<float> planar_;
  Frames frames_ = 0;
};

// Puts the original where nothing was made. Close to what was made, within a latent's 46 ms, one
// fades into the other.
class Splice {
 public:
  // Both must outlive it. `length`: of the result, which the original may fall short of.
  Splice(const Original& original, std::span<const FrameSpan> made, Frames length);

  // The result's frames from `first` on, stereo, in place.
  void apply(std::span<float> interleaved, Frames first) const;

 private:
  float share_of_original(Frames frame) const;

  const Original& original_;
  std::span<const FrameSpan> made_;
  Frames end_;  // from here on there is no original; it fades before, unless the song ends too
  bool fades_at_end_;
};

}  // namespace musicgen::diffrhythm
