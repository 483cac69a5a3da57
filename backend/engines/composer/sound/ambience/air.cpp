// Wind and fire: air in motion.

#include <array>
#include <cmath>

#include "engines/composer/sound/ambience/beds.h"

namespace musicgen::composer {

namespace {

// Gusts that open a resonance as they grow, the way wind sings round corners (Farnell, "Designing
// Sound", MIT Press 2010, ch. 41, models the same with swept band-passes).
class Wind : public Bed {
 public:
  explicit Wind(std::uint64_t seed) : random_(seed, "ambience/wind") {
    for (Side& side : sides_) side.noise = PinkNoise(random_.next());
  }

 private:
  struct Side {
    PinkNoise noise{0};
    StateVariable body, whistle;
    OnePole rumble{90};
    OnePole floor{30};
    Biquad leaves = Biquad::high_pass(2800, 0.6);
  };

  void add_block(Stereo out) override {
    const double gust =
        std::pow(0.55 * slow_.next() + 0.3 * middle_.next() + 0.15 * quick_.next(), 1.6);
    const double whistle = std::pow(singing_.next(), 3) * gust;
    for (std::size_t s = 0; s < 2; ++s) {
      Side& side = sides_[s];
      // The gust reaches one ear a little differently from the other.
      const double here = gust * (0.75 + 0.5 * place_[s].next());
      side.body.set(180 + 900 * here, 0.9);
      side.whistle.set(520 + 700 * gust + 60 * static_cast<double>(s), 9);
      const auto loud = static_cast<float>(0.02 + 0.28 * here);
      const auto sings = static_cast<float>(0.05 * whistle);
      const auto rustle = static_cast<float>(0.035 * here * here);
      for (float& x : s == 0 ? out.left : out.right) {
        const float noise = side.noise.next();
        x += loud * side.body.band(noise) + sings * side.whistle.band(noise) +
             0.08f * loud * side.floor.high(side.rumble.low(noise)) + rustle * side.leaves(noise);
      }
    }
  }

  Random random_;
  Drift slow_{random_, 5.5};
  Drift middle_{random_, 1.7};
  Drift quick_{random_, 0.45};
  Drift singing_{random_, 7};
  std::array<Drift, 2> place_{Drift(random_, 2.5), Drift(random_, 2.5)};
  std::array<Side, 2> sides_;
};

// A hearth: a low roar that flickers, wood that crackles in bursts, now and then a hiss of steam.
class Fire : public Bed {
 public:
  explicit Fire(std::uint64_t seed) : random_(seed, "ambience/fire") {
    for (Side& side : sides_) side.noise = PinkNoise(random_.next());
  }

 private:
  struct Side {
    PinkNoise noise{0};
    OnePole roar{240};
    OnePole floor{45};
    Biquad steam = Biquad::band_pass(5200, 0.7);
    Biquad breath = Biquad::band_pass(850, 0.5);
  };

  void add_block(Stereo out) override {
    const double flicker = 0.35 + 0.65 * slow_.next() * (0.5 + 0.5 * quick_.next());
    const auto roar = static_cast<float>(0.085 * flicker);
    const auto breath = static_cast<float>(0.016 * flicker);
    hissing_.block(0.12, [&](std::size_t) { steam_ = random_.uniform(0.3, 1); });
    steam_ *= 0.9985;
    const auto steam = static_cast<float>(0.02 * steam_);
    for (std::size_t s = 0; s < 2; ++s) {
      Side& side = sides_[s];
      for (float& x : s == 0 ? out.left : out.right) {
        const float noise = side.noise.next();
        x += roar * side.floor.high(side.roar.low(noise)) + breath * side.breath(noise) +
             steam * side.steam(noise);
      }
    }
    // A crack in the wood sets off others near it.
    bursts_.block(0.9, [&](std::size_t) {
      burst_ = random_.uniform(0.3, 1);
      burst_pan_ = random_.uniform(-0.6, 0.6);
    });
    burst_ *= 0.993;
    crackles_.block(5 + 90 * burst_ * burst_, [&](std::size_t frame) { crackle(frame); });
    sparks_.add_to(out);
  }

  void crackle(std::size_t frame) {
    const double size = std::pow(random_.uniform(), 4);
    const double pan = burst_pan_ + random_.uniform(-0.25, 0.25);
    // A snap is two grains: the wood's body and the bright break.
    sparks_.add({.hz = random_.uniform(2500, 8000),
                 .decay_s = random_.uniform(0.0003, 0.0012),
                 .level = 0.02 + 0.26 * size,
                 .pan = pan},
                frame);
    sparks_.add({.hz = random_.uniform(700, 2200),
                 .decay_s = random_.uniform(0.001, 0.004),
                 .level = 0.008 + 0.13 * size,
                 .pan = pan},
                frame);
  }

  Random random_;
  Drift slow_{random_, 1.6};
  Drift quick_{random_, 0.09};
  Poisson bursts_{random_};
  Poisson crackles_{random_};
  Poisson hissing_{random_};
  double burst_ = 0, burst_pan_ = 0, steam_ = 0;
  std::array<Side, 2> sides_;
  Grains sparks_;
};

}  // namespace

std::unique_ptr<Voice> make_wind(std::uint64_t seed) {
  return std::make_unique<Wind>(seed);
}

std::unique_ptr<Voice> make_fire(std::uint64_t seed) {
  return std::make_unique<Fire>(seed);
}

}  // namespace musicgen::composer
