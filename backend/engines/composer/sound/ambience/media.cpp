// The sound of what music was once kept on: a worn record and a cassette.

#include <array>
#include <cmath>

#include "engines/composer/sound/ambience/beds.h"

namespace musicgen::composer {

namespace {

class Vinyl : public Bed {
 public:
  explicit Vinyl(std::uint64_t seed) : random_(seed, "ambience/vinyl") {
    for (Side& side : sides_) side.noise = PinkNoise(random_.next());
  }

 private:
  struct Side {
    PinkNoise noise{0};
    Biquad low_cut = Biquad::high_pass(500, 0.6);
    Biquad high_cut = Biquad::low_pass(7500, 0.6);
    OnePole rumble{55};
    OnePole floor{22};
  };
  // A scratch crosses the groove once a turn, for a few turns.
  struct Scratch {
    double turn = 0;
    int turns_left = 0;
    double level = 0;
  };

  static constexpr double kTurnSeconds = 60 / (100.0 / 3);

  void add_block(Stereo out) override {
    const double before = turn_;
    turn_ += static_cast<double>(kBlock) / kSampleRate / kTurnSeconds;
    // The surface is a little louder on one side of the record.
    const double swish = 1 + 0.25 * std::sin(2 * std::numbers::pi * turn_);
    const auto surface = static_cast<float>(0.0052 * swish);
    for (std::size_t s = 0; s < 2; ++s) {
      Side& side = sides_[s];
      for (float& x : s == 0 ? out.left : out.right) {
        const float noise = side.noise.next();
        x += surface * side.high_cut(side.low_cut(noise)) +
             0.02f * side.floor.high(side.rumble.low(noise));
      }
    }
    dust_.block(22, [&](std::size_t frame) {
      click(0.006 + 0.11 * std::pow(random_.uniform(), 6), frame);
    });
    pops_.block(0.45, [&](std::size_t frame) { pop(0.05 + 0.12 * random_.uniform(), frame); });
    scratches_.block(0.12, [&](std::size_t) {
      scratch_ = {.turn = random_.uniform(),
                  .turns_left = random_.between(3, 9),
                  .level = random_.uniform(0.04, 0.1)};
    });
    const auto crossings = std::floor(turn_ - scratch_.turn) - std::floor(before - scratch_.turn);
    if (scratch_.turns_left > 0 && crossings > 0) {
      --scratch_.turns_left;
      pop(scratch_.level, 0);
    }
    grains_.add_to(out);
  }

  void click(double level, std::size_t frame) {
    grains_.add({.hz = random_.uniform(1800, 6500),
                 .decay_s = random_.uniform(0.00015, 0.0006),
                 .level = level,
                 .pan = random_.uniform(-0.8, 0.8)},
                frame);
  }

  void pop(double level, std::size_t frame) {
    const double pan = random_.uniform(-0.5, 0.5);
    grains_.add({.hz = random_.uniform(350, 900), .decay_s = 0.0012, .level = level, .pan = pan},
                frame);
    grains_.add({.hz = random_.uniform(2500, 4500), .decay_s = 0.0003, .level = level, .pan = pan},
                frame);
  }

  Random random_;
  Poisson dust_{random_};
  Poisson pops_{random_};
  Poisson scratches_{random_};
  double turn_ = 0;
  Scratch scratch_;
  std::array<Side, 2> sides_;
  Grains grains_;
};

class TapeHiss : public Bed {
 public:
  explicit TapeHiss(std::uint64_t seed) : random_(seed, "ambience/tape hiss") {
    for (Side& side : sides_) side.noise = Noise(random_.next());
  }

 private:
  struct Side {
    Noise noise{0};
    Biquad shape = Biquad::high_shelf(2500, 7);
    Biquad low_cut = Biquad::high_pass(300, 0.5);
    Biquad high_cut = Biquad::low_pass(13500, 0.6);
  };

  void add_block(Stereo out) override {
    const auto level = static_cast<float>(0.013 * (0.94 + 0.12 * flutter_.next()));
    for (std::size_t s = 0; s < 2; ++s) {
      Side& side = sides_[s];
      for (float& x : s == 0 ? out.left : out.right) {
        x += level * side.high_cut(side.low_cut(side.shape(side.noise.next())));
      }
    }
  }

  Random random_;
  Drift flutter_{random_, 0.4};
  std::array<Side, 2> sides_;
};

}  // namespace

std::unique_ptr<Voice> make_vinyl(std::uint64_t seed) {
  return std::make_unique<Vinyl>(seed);
}

std::unique_ptr<Voice> make_tape_hiss(std::uint64_t seed) {
  return std::make_unique<TapeHiss>(seed);
}

}  // namespace musicgen::composer
