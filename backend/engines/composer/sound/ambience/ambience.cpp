#include "engines/composer/sound/ambience/ambience.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/error.h"
#include "engines/composer/sound/ambience/beds.h"

namespace musicgen::composer {

namespace {

struct Recipe {
  std::string_view name;
  std::unique_ptr<Voice> (*make)(std::uint64_t seed);
  double gain_db;  // ambience_test.cpp holds the loudness that it leads to
};

constexpr std::array kRecipes = {
    Recipe{"birds", make_birds, -7.2},     Recipe{"crickets", make_crickets, -1.6},
    Recipe{"fire", make_fire, -3.2},       Recipe{"ocean", make_ocean, -10.4},
    Recipe{"rain", make_rain, -10.2},      Recipe{"river", make_river, -4.9},
    Recipe{"tape", make_tape_hiss, -10.9}, Recipe{"thunder", make_thunder, -3.6},
    Recipe{"vinyl", make_vinyl, 0.7},      Recipe{"wind", make_wind, -10.7},
};

const Recipe& recipe_of(std::string_view name) {
  const auto found = std::ranges::find(kRecipes, name, &Recipe::name);
  if (found != kRecipes.end()) return *found;
  throw InternalError("No bed is known for the ambience \"" + std::string(name) + "\".");
}

// Twice as loud to the ear is ten decibels.
double gain_of(double level) {
  return level <= 0 ? 0 : Decibels{20 * (std::min(level, 1.0) - 0.5)}.as_gain();
}

class Amplified : public Voice {
 public:
  Amplified(std::unique_ptr<Voice> voice, double gain)
      : voice_(std::move(voice)), gain_(static_cast<float>(gain)) {}

  void add_to(Stereo out, Frames start) override {
    std::array<float, kBlock> left, right;
    for (std::size_t at = 0; at < out.size(); at += kBlock) {
      left.fill(0);
      right.fill(0);
      voice_->add_to({left, right}, start + static_cast<Frames>(at));
      for (std::size_t i = 0; i < kBlock; ++i) {
        out.left[at + i] += gain_ * left[i];
        out.right[at + i] += gain_ * right[i];
      }
    }
  }

 private:
  std::unique_ptr<Voice> voice_;
  float gain_;
};

class Together : public Voice {
 public:
  void add(std::unique_ptr<Voice> voice) { voices_.push_back(std::move(voice)); }
  void add_to(Stereo out, Frames start) override {
    for (const auto& voice : voices_) voice->add_to(out, start);
  }

 private:
  std::vector<std::unique_ptr<Voice>> voices_;
};

}  // namespace

std::vector<std::string_view> ambience_names() {
  std::vector<std::string_view> names;
  for (const Recipe& recipe : kRecipes) names.push_back(recipe.name);
  return names;
}

std::unique_ptr<Voice> make_bed(std::string_view name, std::uint64_t seed) {
  const Recipe& recipe = recipe_of(name);
  return std::make_unique<Amplified>(recipe.make(seed), Decibels{recipe.gain_db}.as_gain());
}

std::unique_ptr<Voice> make_ambience(const std::vector<Ambience>& layers, std::uint64_t seed) {
  auto together = std::make_unique<Together>();
  for (const Ambience& layer : layers) {
    together->add(std::make_unique<Amplified>(make_bed(layer.name, seed), gain_of(layer.level)));
  }
  return together;
}

}  // namespace musicgen::composer
