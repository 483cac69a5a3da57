#include "engines/diffrhythm/style/audio_tower.h"

#include <cmath>

#include <c10/core/InferenceMode.h>

#include "engines/diffrhythm/checkpoint/torch_device.h"
#include "engines/diffrhythm/error.h"
#include "engines/diffrhythm/style/muq.h"

namespace musicgen::diffrhythm {

namespace {

const std::string kAudio = "mulan.audio.";
const std::string kMuq = "mulan.audio.model.model.";
const std::string kTransformer = "mulan.audio.transformer.";
const std::string kToLatents = "mulan.audio_to_latents";

MulanTransformer::Config transformer_of(const MulanTower& tower) {
  return {tower.dim, tower.depth, tower.heads, tower.head_dim, tower.ff_mult};
}

// Parts of MuQ that only its training needs, and a sum over layers that MuQ-MuLan doesn't form.
bool for_training(const std::string& name) {
  for (const char* part : {"cls_token", "linear.", "recon_proj.", "rvq.", "quantizer_",
                           "conformer.pos_conv_embed.", "conformer.embed_positions."}) {
    if (name.starts_with(kMuq + part)) return true;
  }
  return name.starts_with(kAudio + "aggregator.") || name.ends_with(".num_batches_tracked");
}

void check_weights(const Checkpoint& file, const MulanConfig& config, const MuqConfig& muq) {
  const MulanTower& tower = config.audio;
  std::map<std::string, Shape> shapes;
  Muq::add_shapes(muq, kMuq, shapes);
  MulanTransformer::add_shapes(transformer_of(tower), kTransformer, shapes);
  shapes[kAudio + "proj.weight"] = {tower.dim, tower.model_dim};
  shapes[kAudio + "proj.bias"] = {tower.dim};
  shapes[kToLatents + ".weight"] = {config.latent_dim, tower.dim};
  shapes[kToLatents + ".bias"] = {config.latent_dim};
  for (const auto& [name, tensor] : file.tensors()) {
    const bool elsewhere = name.starts_with("mulan.text.") ||
                           name.starts_with("mulan.text_to_latents.") ||
                           name.starts_with("mulan.contrast.");
    if (elsewhere || for_training(name)) shapes.emplace(name, tensor.shape);
  }
  file.expect(shapes, "a MuQ-MuLan model with the sizes of its config.json");
}

}  // namespace

struct AudioTower::Network {
  MulanConfig config;
  StyleWeights weights;
  Muq muq;
  Linear project;
  MulanTransformer transformer;
  Linear to_latents;

  Network(const Checkpoint& file, const MulanConfig& sizes, const MuqConfig& muq_sizes,
          at::Device device)
      : config(sizes),
        weights(file, device),
        muq(weights, kMuq, muq_sizes, sizes.sample_rate_hz),
        project(weights, kAudio + "proj"),
        transformer(weights, kTransformer, transformer_of(sizes.audio)),
        to_latents(weights, kToLatents) {}

  at::Tensor embed(const at::Tensor& clip) const {
    const at::Tensor states = project(muq(clip, config.audio.layer));
    const at::Tensor latents = to_latents(transformer(states).mean(0));
    return latents / latents.norm().clamp_min(1e-12);
  }
};

AudioTower::AudioTower(const Checkpoint& weights, const MulanConfig& config, const MuqConfig& muq,
                       const std::string& device) {
  if (muq.dim != config.audio.model_dim) {
    throw NeuralError(Fault::bad_checkpoint, "The two config.json files disagree: MuQ has " +
                                                 std::to_string(muq.dim) +
                                                 " numbers a step, MuQ-MuLan expects " +
                                                 std::to_string(config.audio.model_dim));
  }
  if (config.audio.layer > muq.depth || config.audio.layer < -muq.depth - 1) {
    throw NeuralError(Fault::bad_checkpoint,
                      "config.json: MuQ has no layer " + std::to_string(config.audio.layer));
  }
  check_weights(weights, config, muq);
  c10::InferenceMode no_gradients;
  network_ = std::make_unique<const Network>(weights, config, muq, torch_device(device));
}

AudioTower::~AudioTower() = default;
AudioTower::AudioTower(AudioTower&&) noexcept = default;
AudioTower& AudioTower::operator=(AudioTower&&) noexcept = default;

std::vector<float> AudioTower::embed(std::span<const float> mono) const {
  const Network& net = *network_;
  const std::int64_t length = std::ssize(mono);
  if (length < net.config.sample_rate_hz / 10) {
    throw NeuralError(Fault::bad_input, "The style reference is too short");
  }
  for (const float sample : mono) {
    if (!std::isfinite(sample)) {
      throw NeuralError(Fault::bad_input, "The style reference holds samples that are no numbers");
    }
  }
  c10::InferenceMode no_gradients;
  const std::int64_t clip = net.config.sample_rate_hz * net.config.clip_seconds;
  const at::Tensor sound =
      at::from_blob(const_cast<float*>(mono.data()), {length}, at::kFloat).to(net.weights.device());
  std::vector<at::Tensor> clips;
  for (std::int64_t first = 0; first < length; first += clip) {
    const std::int64_t left = std::min(clip, length - first);
    const std::int64_t lacking = std::min(clip - left, length);
    clips.push_back(
        net.embed(at::cat({sound.narrow(0, first, left), sound.narrow(0, 0, lacking)})));
  }
  return numbers_of(at::stack(clips).mean(0));
}

}  // namespace musicgen::diffrhythm
