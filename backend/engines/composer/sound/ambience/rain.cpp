// Rain: a wash of drops too many to tell apart, single drops before it, water that falls from
// leaves and gutters, and the same under thunder.

#include <array>
#include <cmath>

#include "engines/composer/sound/ambience/beds.h"

namespace musicgen::composer {

namespace {

class Rain : public Bed {
 public:
  explicit Rain(std::uint64_t seed) : random_(seed, "ambience/rain"), intensity_(random_, 9) {
    for (Side& side : sides_) side.noise = Noise(random_.next());
  }

 private:
  struct Side {
    Noise noise{0};
    Biquad low_cut = Biquad::high_pass(260, 0.6);
    Biquad body = Biquad::peak(1100, 0.5, 5);
    Biquad air = Biquad::high_shelf(5200, -7);
    OnePole roof{170};
    OnePole roof_floor{45};
  };

  void add_block(Stereo out) override {
    const double intensity = 0.75 + 0.5 * intensity_.next();
    add_wash(out.left, sides_[0], static_cast<float>(0.055 * intensity));
    add_wash(out.right, sides_[1], static_cast<float>(0.055 * intensity));
    add_drops(intensity);
    drops_.add_to(out);
  }

  static void add_wash(std::span<float> out, Side& side, float level) {
    for (float& x : out) {
      const float noise = side.noise.next();
      const float wash = side.air(side.body(side.low_cut(noise)));
      const float roof = side.roof_floor.high(side.roof.low(noise));
      x += level * (wash + 1.6f * roof);
    }
  }

  void add_drops(double intensity) {
    // Most drops are small; the squared and cubed chances make few of them loud.
    small_.block(140 * intensity, [&](std::size_t frame) {
      const double size = std::pow(random_.uniform(), 3);
      drops_.add({.hz = random_.uniform(2200, 7500) * (1.1 - 0.5 * size),
                  .sweep = random_.uniform(-2e5, 2e5),
                  .decay_s = random_.uniform(0.0006, 0.0025),
                  .level = 0.015 + 0.17 * size,
                  .pan = random_.uniform(-1, 1)},
                 frame);
    });
    // A bubble under a big drop rings higher as it nears the surface (van den Doel, "Physically
    // based models for liquid sounds", ACM TAP 2, 2005).
    large_.block(3.5 * intensity, [&](std::size_t frame) {
      const double size = std::pow(random_.uniform(), 2);
      const double hz = random_.uniform(600, 1800);
      drops_.add({.hz = hz,
                  .sweep = hz * random_.uniform(2, 12),
                  .decay_s = random_.uniform(0.006, 0.018),
                  .attack_s = 0.0008,
                  .level = 0.02 + 0.08 * size,
                  .pan = random_.uniform(-0.9, 0.9)},
                 frame);
    });
  }

  Random random_;
  Drift intensity_;
  Poisson small_{random_};
  Poisson large_{random_};
  std::array<Side, 2> sides_;
  Grains drops_;
};

// Distant strokes: bursts of noise behind each other, darker the farther away, and what the hills
// give back.
class Thunder : public Bed {
 public:
  explicit Thunder(std::uint64_t seed) : random_(seed, "ambience/thunder"), rain_(random_.next()) {
    wait_s_ = random_.uniform(2, 5);
    for (Side& side : sides_) side.noise = Noise(random_.next());
  }

 private:
  struct Side {
    Noise noise{0};
    StateVariable low;
    OnePole deep{70};
    OnePole floor{22};
    float level = 0;
  };

  void add_block(Stereo out) override {
    add_rain(out);
    constexpr double kStep = static_cast<double>(kBlock) / kSampleRate;
    wait_s_ -= kStep;
    if (wait_s_ <= 0) strike();
    since_s_ += kStep;
    if (since_s_ > kLongest) return;
    // The envelope of a rolling stroke: it swells and falls in irregular heaps.
    const double fall = std::exp(-since_s_ / length_s_);
    const double rise = 1 - std::exp(-since_s_ / rise_s_);
    const double roll = 0.25 + 0.75 * roll_.next() * roll_.next();
    const auto level = static_cast<float>(loudness_ * fall * rise * roll);
    const double cutoff = 70 + brightness_ * std::exp(-since_s_ / (0.35 * length_s_));
    for (std::size_t s = 0; s < 2; ++s) {
      Side& side = sides_[s];
      side.low.set(cutoff, 0.6);
      const float gain = level * (s == 0 ? pan_.left : pan_.right);
      for (float& x : s == 0 ? out.left : out.right) {
        const float noise = side.noise.next();
        const float rumble = side.low.low(noise) + 1.5f * side.deep.low(noise);
        side.level += 0.002f * (gain - side.level);
        x += side.level * side.floor.high(rumble);
      }
    }
  }

  // The rain under it stays in the background.
  void add_rain(Stereo out) {
    std::array<float, kBlock> left{}, right{};
    rain_.add_to({left, right}, 0);
    for (std::size_t i = 0; i < kBlock; ++i) {
      out.left[i] += 0.4f * left[i];
      out.right[i] += 0.4f * right[i];
    }
  }

  void strike() {
    wait_s_ = random_.uniform(9, 26);
    since_s_ = 0;
    length_s_ = random_.uniform(1.4, 3.2);
    const double distance = random_.uniform();
    rise_s_ = 0.03 + 0.5 * distance;
    brightness_ = 900 - 750 * distance;
    loudness_ = 1.4 - 0.8 * distance;
    pan_ = pan_at(random_.uniform(-0.7, 0.7));
  }

  static constexpr double kLongest = 20;

  Random random_;
  Rain rain_;
  Drift roll_{random_, 0.16};
  std::array<Side, 2> sides_;
  double wait_s_, since_s_ = kLongest + 1;
  double length_s_ = 1, rise_s_ = 1, brightness_ = 0, loudness_ = 0;
  Pan pan_{1, 1};
};

}  // namespace

std::unique_ptr<Voice> make_rain(std::uint64_t seed) {
  return std::make_unique<Rain>(seed);
}

std::unique_ptr<Voice> make_thunder(std::uint64_t seed) {
  return std::make_unique<Thunder>(seed);
}

}  // namespace musicgen::composer
