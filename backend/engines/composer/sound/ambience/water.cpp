// Running and rolling water.

#include <array>
#include <cmath>

#include "engines/composer/sound/ambience/beds.h"

namespace musicgen::composer {

namespace {

// A brook: bubbles of all sizes over a soft rush (van den Doel 2005, as in rain.cpp).
class River : public Bed {
 public:
  explicit River(std::uint64_t seed) : random_(seed, "ambience/river") {
    for (Side& side : sides_) side.noise = PinkNoise(random_.next());
  }

 private:
  struct Side {
    PinkNoise noise{0};
    Biquad low_cut = Biquad::high_pass(180, 0.6);
    StateVariable band;
    Biquad high_cut = Biquad::low_pass(5500, 0.6);
  };

  void add_block(Stereo out) override {
    const double flow = 0.6 + 0.8 * flow_.next();
    for (std::size_t s = 0; s < 2; ++s) {
      Side& side = sides_[s];
      side.band.set(500 + 900 * eddies_[s].next(), 0.7);
      for (float& x : s == 0 ? out.left : out.right) {
        const float noise = side.high_cut(side.low_cut(side.noise.next()));
        x += 0.012f * noise + 0.05f * static_cast<float>(flow) * side.band.band(noise);
      }
    }
    bubbling_.block(110 * flow, [&](std::size_t frame) {
      const double size = random_.uniform();
      const double hz = 350 * std::pow(9.0, size);
      bubbles_.add({.hz = hz,
                    .sweep = hz * random_.uniform(-1, 9),
                    .decay_s = (0.012 + 0.02 * random_.uniform()) * (1.2 - size),
                    .attack_s = 0.0015,
                    .level = 0.006 + 0.05 * std::pow(random_.uniform(), 3),
                    .pan = random_.uniform(-0.9, 0.9)},
                   frame);
    });
    bubbles_.add_to(out);
  }

  Random random_;
  Drift flow_{random_, 1.3};
  std::array<Drift, 2> eddies_{Drift(random_, 0.35), Drift(random_, 0.35)};
  Poisson bubbling_{random_};
  std::array<Side, 2> sides_;
  Grains bubbles_;
};

// Waves that roll in, break and run out over the sand, one about every nine seconds, over the
// sea's constant distant roar.
class Ocean : public Bed {
 public:
  explicit Ocean(std::uint64_t seed) : random_(seed, "ambience/ocean") {
    for (Side& side : sides_) {
      side.noise = PinkNoise(random_.next());
      side.spray = Noise(random_.next());
    }
    // The first wave is already on its way.
    start_wave(waves_[0]);
    waves_[0].age_s = 0.55 * waves_[0].rise_s;
    until_next_s_ = random_.uniform(5, 8);
  }

 private:
  struct Wave {
    double age_s = 1e9, rise_s = 3, fall_s = 3, level = 0;
    Pan pan{1, 1};

    // Swells slowly, breaks, then hisses out.
    double loudness() const {
      if (age_s < rise_s) return level * std::pow(age_s / rise_s, 2.5);
      return level * std::exp(-(age_s - rise_s) / fall_s);
    }
    // The breaking wave is bright; the swell before it is dark, the foam after it thin.
    double brightness() const {
      if (age_s < rise_s) return std::pow(age_s / rise_s, 3);
      return std::exp(-(age_s - rise_s) / (2.2 * fall_s));
    }
  };
  struct Side {
    PinkNoise noise{0};
    std::array<StateVariable, 3> wave;
    OnePole roar{260};
    OnePole floor{35};
    Noise spray{0};
    Biquad foam = Biquad::high_pass(1500, 0.6);
    Biquad foam_top = Biquad::low_pass(8500, 0.5);
  };

  void add_block(Stereo out) override {
    constexpr double kStep = static_cast<double>(kBlock) / kSampleRate;
    until_next_s_ -= kStep;
    if (until_next_s_ <= 0) {
      start_wave(waves_[next_]);
      next_ = (next_ + 1) % waves_.size();
      until_next_s_ = random_.uniform(6.5, 11.5);
    }
    const auto roar = static_cast<float>(0.05 + 0.03 * swell_.next());
    std::array<float, 3> body{}, foam{};
    for (std::size_t w = 0; w < waves_.size(); ++w) {
      waves_[w].age_s += kStep;
      const double loud = waves_[w].loudness(), bright = waves_[w].brightness();
      body[w] = static_cast<float>(0.16 * loud);
      foam[w] = static_cast<float>(0.10 * loud * bright);
      for (Side& side : sides_) side.wave[w].set(180 + 4200 * bright * bright, 0.6);
    }
    for (std::size_t s = 0; s < 2; ++s) {
      Side& side = sides_[s];
      for (float& x : s == 0 ? out.left : out.right) {
        const float noise = side.floor.high(side.noise.next());
        const float foaming = side.foam_top(side.foam(side.spray.next()));
        float y = roar * (side.roar.low(noise) + 0.11f * foaming);
        for (std::size_t w = 0; w < waves_.size(); ++w) {
          const float pan = s == 0 ? waves_[w].pan.left : waves_[w].pan.right;
          y += pan * (body[w] * side.wave[w].low(noise) + foam[w] * foaming);
        }
        x += y;
      }
    }
  }

  void start_wave(Wave& wave) {
    wave = {.age_s = 0,
            .rise_s = random_.uniform(3, 5),
            .fall_s = random_.uniform(1.6, 3),
            .level = random_.uniform(0.6, 1.1),
            .pan = pan_at(random_.uniform(-0.5, 0.5))};
  }

  Random random_;
  Drift swell_{random_, 6};
  std::array<Side, 2> sides_;
  std::array<Wave, 3> waves_;
  std::size_t next_ = 1;
  double until_next_s_;
};

}  // namespace

std::unique_ptr<Voice> make_river(std::uint64_t seed) {
  return std::make_unique<River>(seed);
}

std::unique_ptr<Voice> make_ocean(std::uint64_t seed) {
  return std::make_unique<Ocean>(seed);
}

}  // namespace musicgen::composer
