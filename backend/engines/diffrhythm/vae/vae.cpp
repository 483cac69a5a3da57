#include "engines/diffrhythm/vae/vae.h"

#include <algorithm>
#include <cmath>

#include <c10/core/InferenceMode.h>

#include "engines/diffrhythm/checkpoint/checkpoint.h"
#include "engines/diffrhythm/checkpoint/torch_device.h"
#include "engines/diffrhythm/error.h"
#include "engines/diffrhythm/vae/vae_weights.h"

namespace musicgen::diffrhythm {

namespace {

at::Tensor view_of_rows(std::span<const float> values, std::int64_t rows, std::int64_t columns) {
  return at::from_blob(const_cast<float*>(values.data()), {rows, columns}, at::kFloat);
}

}  // namespace

struct Vae::Network {
  at::Device device;
  Oobleck stages;

  Network(const Checkpoint& weights, at::Device place)
      : device(place), stages(read_vae(weights, place)) {}

  // Latents frames[first ... last-1] of planar sound, [2·latent channels, frames], from `offset`
  // on.
  at::Tensor encode_part(const at::Tensor& sound, std::int64_t offset, Span frames) const {
    const auto input = [&](Span part) {
      return sound.narrow(1, offset + part.first, part.last - part.first).unsqueeze(0).to(device);
    };
    return run_part(stages.encoder, sound.size(1) - offset, input, frames)[0].to(at::kCPU);
  }
};

std::vector<float> LatentDistribution::sample(std::span<const float> noise) const {
  if (noise.size() != mean.size()) {
    throw NeuralError(Fault::bad_input, "The noise has " + std::to_string(noise.size()) +
                                            " values instead of " + std::to_string(mean.size()));
  }
  std::vector<float> latents(mean.size());
  for (std::size_t i = 0; i < latents.size(); ++i) {
    // softplus; above 20 it is the value itself within a float, as torch has it
    const float deviation = scale[i] > 20.0F ? scale[i] : std::log1p(std::exp(scale[i]));
    latents[i] = noise[i] * (deviation + 1e-4F) + mean[i];
  }
  return latents;
}

Vae Vae::open(const std::filesystem::path& file, const std::string& device) {
  return Vae(Checkpoint::open(file), device);
}

Vae::Vae(const Checkpoint& weights, const std::string& device) {
  c10::InferenceMode no_gradients;
  network_ = std::make_unique<const Network>(weights, torch_device(device));
}

Vae::~Vae() = default;
Vae::Vae(Vae&&) noexcept = default;
Vae& Vae::operator=(Vae&&) noexcept = default;

std::int64_t Vae::latent_channels() const {
  return network_->stages.latent_channels;
}

std::int64_t Vae::audio_channels() const {
  return network_->stages.audio_channels;
}

std::int64_t Vae::samples_per_latent() const {
  return network_->stages.samples_per_latent;
}

void Vae::decode(std::span<const float> latents, const AudioSink& sink,
                 std::int64_t piece_latents) const {
  const std::int64_t channels = latent_channels(), size = std::ssize(latents);
  if (size % channels != 0) {
    throw NeuralError(Fault::bad_input, std::to_string(size) + " values are no whole number of " +
                                            std::to_string(channels) + "-channel latents");
  }
  if (piece_latents < 1) throw NeuralError(Fault::bad_input, "A piece needs at least one latent");
  c10::InferenceMode no_gradients;
  const std::int64_t frames = size / channels, step = samples_per_latent();
  const at::Tensor all = view_of_rows(latents, frames, channels);
  const auto input = [&](Span part) {
    return all.narrow(0, part.first, part.last - part.first).t().unsqueeze(0).to(network_->device);
  };
  for (std::int64_t first = 0; first < frames; first += piece_latents) {
    const std::int64_t last = std::min(first + piece_latents, frames);
    const at::Tensor sound =
        run_part(network_->stages.decoder, frames, input, {first * step, last * step})
            .to(at::kCPU)
            .contiguous();
    sink({sound.data_ptr<float>(), static_cast<std::size_t>(sound.numel())}, (last - first) * step);
  }
}

std::vector<float> Vae::decode(std::span<const float> latents, std::int64_t piece_latents) const {
  const std::int64_t channels = audio_channels();
  const std::int64_t total = std::ssize(latents) / latent_channels() * samples_per_latent();
  std::vector<float> sound(static_cast<std::size_t>(channels * total));
  std::int64_t done = 0;
  const auto append = [&](std::span<const float> planar, std::int64_t frames) {
    for (std::int64_t channel = 0; channel < channels; ++channel) {
      std::copy_n(planar.begin() + channel * frames, frames,
                  sound.begin() + channel * total + done);
    }
    done += frames;
  };
  decode(latents, append, piece_latents);
  return sound;
}

std::vector<float> Vae::decode_stages(std::span<const float> latents, std::int64_t stages) const {
  const std::int64_t channels = latent_channels(), frames = std::ssize(latents) / channels;
  const auto& all = network_->stages.decoder;
  if (frames == 0 || stages < 1 || stages > std::ssize(all)) {
    throw NeuralError(Fault::bad_input,
                      "The decoder has " + std::to_string(all.size()) + " layers");
  }
  c10::InferenceMode no_gradients;
  const std::vector<OobleckStage> part(all.begin(), all.begin() + stages);
  const at::Tensor input = view_of_rows(latents, frames, channels).t().unsqueeze(0);
  const auto slice = [&](Span span) {
    return input.narrow(2, span.first, span.last - span.first).to(network_->device);
  };
  const at::Tensor result =
      run_part(part, frames, slice, {0, length_after(part, frames)}).to(at::kCPU).contiguous();
  return {result.data_ptr<float>(), result.data_ptr<float>() + result.numel()};
}

LatentDistribution Vae::encode(std::span<const float> planar, std::int64_t piece_latents,
                               const EncodeWatch& watch) const {
  const std::int64_t channels = audio_channels(), step = samples_per_latent();
  if (std::ssize(planar) % channels != 0) {
    throw NeuralError(Fault::bad_input, "The channels of the sound have unequal lengths");
  }
  const std::int64_t length = std::ssize(planar) / channels, frames = length / step;
  if (frames == 0) {
    throw NeuralError(Fault::bad_input,
                      "The sound is shorter than " + std::to_string(step) + " samples");
  }
  if (piece_latents < 1) throw NeuralError(Fault::bad_input, "A piece needs at least one latent");
  c10::InferenceMode no_gradients;
  const at::Tensor sound = view_of_rows(planar, channels, length);

  // infer_utils.encode_audio, chunk_size 128 and overlap 32.
  constexpr std::int64_t kOfficialPiece = 128, kOfficialTrim = 16;
  const bool shifted = length > kOfficialPiece * step;
  const std::int64_t turn = shifted ? frames - kOfficialPiece + kOfficialTrim : frames;

  at::Tensor both = at::empty({2 * latent_channels(), frames});
  for (std::int64_t first = 0; first < frames;) {
    const std::int64_t end = first < turn ? turn : frames;
    const std::int64_t last = std::min(first + piece_latents, end);
    const std::int64_t offset = first < turn ? 0 : length % step;
    both.narrow(1, first, last - first).copy_(network_->encode_part(sound, offset, {first, last}));
    first = last;
    if (watch) watch(first, frames);
  }
  const at::Tensor rows = both.t().contiguous();
  const std::int64_t width = latent_channels();
  const auto values = [&](std::int64_t from) {
    const at::Tensor half = rows.narrow(1, from, width).contiguous();
    return std::vector<float>(half.data_ptr<float>(), half.data_ptr<float>() + half.numel());
  };
  return {values(0), values(width), frames};
}

}  // namespace musicgen::diffrhythm
