#pragma once
// The autoencoder of DiffRhythm: sound to latents and back. Published as vae_model.pt; the network
// is the Oobleck autoencoder of stable-audio-tools (models/autoencoders.py; Evans et al. 2024,
// "Fast timing-conditioned latent audio diffusion", section 3.1) without its final tanh.
//
// vae_model.pt is TorchScript: a program with weights. It is not run. Its weights are read from the
// archive like any other state dict and the network is ours, so a hostile file can at worst hold
// wrong numbers. Weight normalisation is folded when the file is opened.
//
// Sizes (channels, strides, latents) come from the weights; DiffRhythm's are 44.1 kHz stereo, 64
// latent channels, 2,048 samples a latent. Sound is planar: channel 0's samples, then channel 1's.
// Latents are as the sampler gives them: one row of channels for each frame.
//
// Memory doesn't grow with the length of a song: both ways work through it in pieces, each computed
// with all the context that the network looks at, so that the pieces join without a difference. A
// piece of 64 latents (3 seconds) takes about 0.3 GB at full size.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace musicgen::diffrhythm {

class Checkpoint;

// What encoding gives: a normal distribution for each latent. Both are [frames][latent channels].
struct LatentDistribution {
  std::vector<float> mean;
  std::vector<float> scale;  // before softplus
  std::int64_t frames = 0;

  // mean + (softplus(scale) + 1e-4)·noise; noise has the same layout (infer_utils.vae_sample).
  // Throws NeuralError(bad_input) where noise has another length.
  std::vector<float> sample(std::span<const float> noise) const;
};

class Vae {
 public:
  // Gets `frames` samples of each channel, planar. What it throws ends the decoding: so does
  // cancel.
  using AudioSink = std::function<void(std::span<const float> planar, std::int64_t frames)>;

  static constexpr std::int64_t kPieceLatents = 64;

  // device: "cpu", "cuda", "cuda:1", "mps". Throws NeuralError(bad_checkpoint), naming what is
  // missing, unknown or of another shape; NeuralError(unsupported) for a device that isn't there.
  static Vae open(const std::filesystem::path& file, const std::string& device = "cpu");
  explicit Vae(const Checkpoint& weights, const std::string& device = "cpu");
  ~Vae();
  Vae(Vae&&) noexcept;
  Vae& operator=(Vae&&) noexcept;

  std::int64_t latent_channels() const;
  std::int64_t audio_channels() const;
  std::int64_t samples_per_latent() const;

  // Latents [frames][latent_channels] to sound, in order, piece by piece. Throws
  // NeuralError(bad_input) where latents isn't a whole number of frames.
  void decode(std::span<const float> latents, const AudioSink& sink,
              std::int64_t piece_latents = kPieceLatents) const;

  // All of it at once, planar: 8 bytes a sample.
  std::vector<float> decode(std::span<const float> latents,
                            std::int64_t piece_latents = kPieceLatents) const;

  // What the first `stages` layers of the decoder make of all the latents, [channels][time]; for
  // conformance checks.
  std::vector<float> decode_stages(std::span<const float> latents, std::int64_t stages) const;

  // Told after each piece of how many latents are done. What it throws ends the encoding.
  using EncodeWatch = std::function<void(std::int64_t done, std::int64_t of)>;

  // Planar sound to latents. frames is the count of whole latents in it. The official code encodes
  // pieces of 128 latents and takes the last piece from the end of the sound; where that is no
  // whole number of latents, those last 112 latents lie up to 46 ms later than the others. Kept,
  // because editing is judged against it. Throws NeuralError(bad_input) for sound that is shorter
  // than one latent or has unequal channels.
  LatentDistribution encode(std::span<const float> planar,
                            std::int64_t piece_latents = kPieceLatents,
                            const EncodeWatch& watch = {}) const;

 private:
  struct Network;
  std::unique_ptr<const Network> network_;
};

}  // namespace musicgen::diffrhythm
