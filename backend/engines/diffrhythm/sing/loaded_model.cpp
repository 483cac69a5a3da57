#include "engines/diffrhythm/sing/loaded_model.h"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include "base/error.h"
#include "base/log.h"
#include "engines/diffrhythm/dit/products.h"
#include "engines/diffrhythm/engine/tokens.h"
#include "engines/diffrhythm/sing/memory.h"
#include "engines/diffrhythm/sing/reference.h"
#include "engines/diffrhythm/style/audio_tower.h"
#include "engines/diffrhythm/style/style_vector.h"
#include "engines/diffrhythm/style/text_tower.h"

namespace musicgen::diffrhythm {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kMostStyles = 100;

// At full size, for a piece of 64 latents: three buffers of its widest layer and their padding.
constexpr std::int64_t kDecoderBytes = std::int64_t{300} << 20;

Device device_of(const std::string& name) {
  if (name == "cuda") return Device::cuda;
  if (name == "mps") return Device::mps;
  if (name == "cpu") return Device::cpu;
  return at::hasCUDA() ? Device::cuda : Device::cpu;  // MPS is unproved, so only by its name
}

Precision precision_of(const SingingPlan& plan, Device device) {
  const std::string& name = plan.precision;
  if (name == "fp32") return Precision::fp32;
  if (name == "bf16") return Precision::bf16;
  if (name == "fp16") return Precision::fp16;
  if (name == "int8") return Precision::int8;
  if (device != Device::cpu) return Precision::fp16;
  return plan.fast && has_int8() ? Precision::int8 : Precision::fp32;
}

const char* torch_name(Device device) {
  return device == Device::cuda ? "cuda" : device == Device::mps ? "mps" : "cpu";
}

DitConfig config_of(const SingingPlan& plan, const models::ModelFiles& files) {
  DitConfig config;
  config.max_frames = plan.max_frames;
  if (const auto file = files.optional_path("cfm_config")) {
    config = DitConfig::from(JsonValue::read(*file), plan.max_frames);
  }
  if (config.max_frames != plan.max_frames) {
    throw StorageCorrupt(plan.model + " has the files of a model of another length.")
        .advise("Remove it with `musicgen models remove`, then pull or import it again.");
  }
  return config;
}

// Of this machine's memory; a GPU says itself when its own runs out.
std::int64_t working_memory(const DitConfig& config, const SingingPlan& plan,
                            const SamplerOptions& options) {
  // An edit keeps the song, and for a moment its two channels as they were read.
  const std::int64_t original = plan.edit ? 4 * plan.samples * std::int64_t{sizeof(float)} : 0;
  if (options.device != Device::cpu) return original;
  return sampling_memory(config, plan.frames, 1, options) + kDecoderBytes + original;
}

bool same(const SamplerOptions& a, const SamplerOptions& b) {
  return a.device == b.device && a.precision == b.precision;
}

}  // namespace

SamplerOptions sampler_options(const SingingPlan& plan) {
  const Device device = device_of(plan.device);
  const Precision precision = precision_of(plan, device);
  if (precision == Precision::int8 && (device != Device::cpu || !has_int8())) {
    throw InvalidParameter("int8 needs a CPU and a build with oneDNN.")
        .at("/parameters/precision")
        .advise("Leave `precision` out to use what suits the device.");
  }
  if (precision == Precision::fp16 && device == Device::cpu) {
    throw InvalidParameter("A CPU doesn't compute in fp16.")
        .at("/parameters/precision")
        .advise("Choose bf16 or fp32.");
  }
  return {.device = device, .precision = precision};
}

LoadedModel::LoadedModel(const SingingPlan& plan, const models::ModelFiles& files)
    : files_(files),
      cfm_(files.path("cfm")),
      cfm_time_(fs::last_write_time(cfm_)),
      options_(sampler_options(plan)),
      config_(config_of(plan, files)) {
  const auto weights = static_cast<std::int64_t>(fs::file_size(cfm_)) +
                       static_cast<std::int64_t>(fs::file_size(files.path("vae")));
  require_memory(weights + working_memory(config_, plan, options_), available_memory());
  sampler_ = std::make_unique<Sampler>(cfm_, config_, options_);
  vae_ = std::make_unique<const Vae>(Vae::open(files.path("vae"), torch_name(options_.device)));
  if (vae_->latent_channels() != config_.mel_dim || vae_->audio_channels() != 2) {
    throw StorageCorrupt("The model's transformer and autoencoder don't belong together.")
        .advise("`musicgen models verify` checks the model's files.");
  }
  log::info("loaded {}", plan.model);
}

bool LoadedModel::fits(const SingingPlan& plan, const models::ModelFiles& files) const {
  return files.path("cfm") == cfm_ && fs::last_write_time(cfm_) == cfm_time_ &&
         same(sampler_options(plan), options_);
}

void LoadedModel::require_memory_for(const SingingPlan& plan) const {
  require_memory(working_memory(config_, plan, options_), available_memory());
}

std::vector<float> LoadedModel::style(const SingingPlan& plan) {
  if (!plan.reference || plan.reference_strength == 0) return style_of_words(plan.style);
  if (plan.reference_strength == 1) return style_of_sound(*plan.reference);
  const Style words = style_of_words(plan.style);
  return blend_styles(words, style_of_sound(*plan.reference), plan.reference_strength);
}

std::vector<float> LoadedModel::negative_style(const SingingPlan& plan) {
  if (!plan.negative_style.empty()) return style_of_words(plan.negative_style);
  return read_style_vector(files_.path("negative_style"));
}

// The towers are large and seldom needed, so they don't stay.

const LoadedModel::Style& LoadedModel::style_of_words(const std::string& words) {
  const std::string key = "words " + words;
  if (const auto known = styles_.find(key); known != styles_.end()) return known->second;
  const std::vector<std::int64_t> tokens = style_tokens(files_.path("tokenizer"), words);
  const TextTower tower(Checkpoint::open(files_.path("mulan")), mulan_config(),
                        XlmRobertaConfig::from(JsonValue::read(files_.path("text_config"))),
                        torch_name(options_.device));
  return remember(key, tower.embed(tokens));
}

const LoadedModel::Style& LoadedModel::style_of_sound(const fs::path& sound) {
  const std::string key = fmt::format("sound {} {}", sound.string(),
                                      fs::last_write_time(sound).time_since_epoch().count());
  if (const auto known = styles_.find(key); known != styles_.end()) return known->second;
  const MulanConfig config = mulan_config();
  const AudioTower tower(Checkpoint::open(files_.path("mulan")), config,
                         MuqConfig::from(JsonValue::read(files_.path("muq_config"))),
                         torch_name(options_.device));
  return remember(key,
                  tower.embed(read_style_excerpt(sound, static_cast<int>(config.sample_rate_hz))));
}

const LoadedModel::Style& LoadedModel::remember(const std::string& key, Style style) {
  if (styles_.size() >= kMostStyles) styles_.clear();
  return styles_[key] = std::move(style);
}

MulanConfig LoadedModel::mulan_config() const {
  return MulanConfig::from(JsonValue::read(files_.path("mulan_config")));
}

}  // namespace musicgen::diffrhythm
