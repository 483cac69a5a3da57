#pragma once
// The networks of one model in memory, and the styles that were asked of it.

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engines/diffrhythm/engine/plan.h"
#include "engines/diffrhythm/sampler/sampler.h"
#include "engines/diffrhythm/style/mulan_config.h"
#include "engines/diffrhythm/vae/vae.h"
#include "models/store.h"

namespace musicgen::diffrhythm {

// What a plan's wishes come to on this machine. Throws InvalidParameter for a device or precision
// that isn't here.
SamplerOptions sampler_options(const SingingPlan& plan);

class LoadedModel {
 public:
  // Throws NeuralError; OutOfMemory where the plan's song would not fit into the memory.
  LoadedModel(const SingingPlan& plan, const models::ModelFiles& files);

  // Whether this plan can be sung with what is loaded.
  bool fits(const SingingPlan& plan, const models::ModelFiles& files) const;

  // Throws OutOfMemory where a song of this length would not fit beside what is loaded.
  void require_memory_for(const SingingPlan& plan) const;

  // The 512 numbers that the plan wants the song to be like, and unlike.
  std::vector<float> style(const SingingPlan& plan);
  std::vector<float> negative_style(const SingingPlan& plan);

  Sampler& sampler() { return *sampler_; }
  const Vae& vae() const { return *vae_; }

 private:
  using Style = std::vector<float>;
  const Style& style_of_words(const std::string& words);
  const Style& style_of_sound(const std::filesystem::path& sound);
  const Style& remember(const std::string& key, Style style);
  MulanConfig mulan_config() const;

  models::ModelFiles files_;
  std::filesystem::path cfm_;
  std::filesystem::file_time_type cfm_time_;
  SamplerOptions options_;
  DitConfig config_;
  std::unique_ptr<Sampler> sampler_;
  std::unique_ptr<const Vae> vae_;
  std::map<std::string, Style> styles_;  // those that were asked for lately
};

}  // namespace musicgen::diffrhythm
