#include <algorithm>
#include <cmath>

#include "engines/composer/sound/ambience/bed.h"

namespace musicgen::composer {

namespace {
constexpr std::size_t kMost = 256;
constexpr float kInaudible = 1e-5f;
}  // namespace

void Grains::add(const Grain& grain, std::size_t frame) {
  if (sounding_.size() >= kMost) sounding_.erase(sounding_.begin());
  const Pan pan = pan_at(grain.pan);
  sounding_.push_back(
      {.hz = grain.hz,
       .sweep = grain.sweep,
       .cosine = static_cast<float>(grain.level),
       .sine = 0,
       .decay = static_cast<float>(std::exp(-1 / (grain.decay_s * kSampleRate))),
       .rise = static_cast<float>(grain.attack_s > 0 ? 1 / (grain.attack_s * kSampleRate) : 1),
       .risen = 0,
       .left = pan.left,
       .right = pan.right,
       .frame = frame});
}

void Grains::add_to(Stereo out) {
  for (Sounding& grain : sounding_) {
    const double angle = 2 * std::numbers::pi * std::clamp(grain.hz, 20.0, 18000.0) / kSampleRate;
    const float turn_cos = grain.decay * static_cast<float>(std::cos(angle));
    const float turn_sin = grain.decay * static_cast<float>(std::sin(angle));
    for (std::size_t i = grain.frame; i < out.size(); ++i) {
      const float cosine = turn_cos * grain.cosine - turn_sin * grain.sine;
      grain.sine = turn_sin * grain.cosine + turn_cos * grain.sine;
      grain.cosine = cosine;
      grain.risen = std::min(grain.risen + grain.rise, 1.0f);
      const float x = grain.risen * grain.sine;
      out.left[i] += grain.left * x;
      out.right[i] += grain.right * x;
    }
    grain.frame = 0;
    grain.hz += grain.sweep * static_cast<double>(kBlock) / kSampleRate;
  }
  std::erase_if(sounding_, [](const Sounding& grain) {
    return std::abs(grain.cosine) + std::abs(grain.sine) < kInaudible;
  });
}

}  // namespace musicgen::composer
