// Birds of a morning and crickets of a night.

#include <array>
#include <cmath>
#include <vector>

#include "engines/composer/sound/ambience/beds.h"

namespace musicgen::composer {

namespace {

// The air between the singers, so that the place never falls silent.
class Air {
 public:
  Air(Random& random, double cutoff_hz, float level)
      : left_(random.next()),
        right_(random.next()),
        low_left_(cutoff_hz),
        low_right_(cutoff_hz),
        level_(level) {}

  void add_to(Stereo out) {
    for (float& x : out.left) x += level_ * floor_left_.high(low_left_.low(left_.next()));
    for (float& x : out.right) x += level_ * floor_right_.high(low_right_.low(right_.next()));
  }

 private:
  PinkNoise left_, right_;
  OnePole low_left_, low_right_;
  OnePole floor_left_{60}, floor_right_{60};
  float level_;
};

// A tone whose pitch and loudness move along straight lines, which is what a syllable of a song is.
class Whistle {
 public:
  struct Syllable {
    double seconds = 0.08, from_hz = 3000, to_hz = 4000, level = 0.1;
    double trill_hz = 0, trill_depth = 0;  // of the pitch, as a share of it
  };

  void sing(const Syllable& syllable) {
    syllable_ = syllable;
    at_s_ = 0;
  }
  bool sings() const { return at_s_ < syllable_.seconds; }

  void add_to(Stereo out, Pan pan) {
    if (!sings()) return;
    const double step = 1.0 / kSampleRate;
    for (std::size_t i = 0; i < out.size() && sings(); ++i, at_s_ += step) {
      const double share = at_s_ / syllable_.seconds;
      const double trill =
          1 + syllable_.trill_depth * std::sin(2 * std::numbers::pi * syllable_.trill_hz * at_s_);
      const double hz = std::lerp(syllable_.from_hz, syllable_.to_hz, share) * trill;
      phase_ += hz * step;
      phase_ -= std::floor(phase_);
      const double envelope = std::sin(std::numbers::pi * std::pow(share, 0.7));
      const auto x =
          static_cast<float>(syllable_.level * envelope * std::sin(2 * std::numbers::pi * phase_));
      out.left[i] += pan.left * x;
      out.right[i] += pan.right * x;
    }
  }

 private:
  Syllable syllable_{.seconds = 0};
  double at_s_ = 1, phase_ = 0;
};

// One bird: a song of a few syllables, which it repeats with small changes and long rests.
class Bird {
 public:
  Bird(Random& random, double level)
      : random_(random.next(), "bird"), pan_(pan_at(random.uniform(-0.9, 0.9))), level_(level) {
    const double register_hz = 2200 * std::pow(2.2, random_.uniform());
    const int syllables = random_.between(2, 5);
    for (int i = 0; i < syllables; ++i) {
      const double from = register_hz * random_.uniform(0.8, 1.35);
      const double to = register_hz * random_.uniform(0.8, 1.35);
      const bool trills = random_.chance(0.3);
      song_.push_back({.seconds = random_.uniform(0.04, 0.18),
                       .from_hz = from,
                       .to_hz = to,
                       .level = 1,
                       .trill_hz = trills ? random_.uniform(22, 45) : 0,
                       .trill_depth = trills ? random_.uniform(0.04, 0.12) : 0});
    }
    gap_s_ = random_.uniform(0.02, 0.09);
    rest_s_ = random_.uniform(2.5, 7);
    wait_s_ = random_.uniform(0, 4);
  }

  void add_to(Stereo out) {
    wait_s_ -= static_cast<double>(kBlock) / kSampleRate;
    if (wait_s_ <= 0 && !whistle_.sings()) next_syllable();
    whistle_.add_to(out, pan_);
  }

 private:
  void next_syllable() {
    Whistle::Syllable syllable = song_[at_];
    const double change = random_.uniform(0.97, 1.03);
    syllable.from_hz *= change;
    syllable.to_hz *= change;
    syllable.level = level_ * random_.uniform(0.6, 1);
    whistle_.sing(syllable);
    wait_s_ = syllable.seconds + gap_s_;
    if (++at_ < song_.size()) return;
    at_ = 0;
    if (random_.chance(0.45)) wait_s_ += rest_s_ * random_.uniform(0.5, 1.8);
  }

  Random random_;
  std::vector<Whistle::Syllable> song_;
  Whistle whistle_;
  std::size_t at_ = 0;
  double gap_s_, rest_s_, wait_s_;
  Pan pan_;
  double level_;
};

class Birds : public Bed {
 public:
  explicit Birds(std::uint64_t seed) : random_(seed, "ambience/birds"), air_(random_, 900, 0.022f) {
    for (int i = 0; i < 7; ++i) {
      const double distance = random_.uniform();
      birds_.emplace_back(random_, 0.12 * std::pow(0.12, distance));
    }
  }

 private:
  void add_block(Stereo out) override {
    air_.add_to(out);
    for (Bird& bird : birds_) bird.add_to(out);
  }

  Random random_;
  Air air_;
  std::vector<Bird> birds_;
};

// A field cricket: chirps of three or four pulses of a nearly pure tone.
class Cricket {
 public:
  Cricket(Random& random, double level)
      : random_(random.next(), "cricket"),
        pan_(pan_at(random.uniform(-1, 1))),
        level_(level),
        hz_(random_.uniform(3900, 5100)),
        pulses_(random_.between(3, 4)),
        pulse_s_(random_.uniform(0.015, 0.02)),
        rest_s_(random_.uniform(0.25, 0.6)),
        wait_s_(random_.uniform(0, 0.6)) {}

  void add_to(Stereo out) {
    wait_s_ -= static_cast<double>(kBlock) / kSampleRate;
    if (wait_s_ <= 0 && !whistle_.sings()) {
      whistle_.sing({.seconds = pulse_s_,
                     .from_hz = hz_ * 1.005,
                     .to_hz = hz_ * 0.985,
                     .level = level_ * (0.6 + 0.4 * pulse_ / pulses_)});
      wait_s_ = pulse_s_ * 1.45;
      if (++pulse_ == pulses_) {
        pulse_ = 0;
        wait_s_ += rest_s_ * random_.uniform(0.85, 1.2);
        if (random_.chance(0.06)) wait_s_ += random_.uniform(0.8, 3);
      }
    }
    whistle_.add_to(out, pan_);
  }

 private:
  Random random_;
  Whistle whistle_;
  Pan pan_;
  double level_, hz_;
  int pulses_, pulse_ = 0;
  double pulse_s_, rest_s_, wait_s_;
};

class Crickets : public Bed {
 public:
  explicit Crickets(std::uint64_t seed)
      : random_(seed, "ambience/crickets"), air_(random_, 500, 0.02f) {
    for (Side& side : sides_) side.noise = Noise(random_.next());
    for (int i = 0; i < 6; ++i) crickets_.emplace_back(random_, 0.05 * std::pow(0.2, i / 5.0));
  }

 private:
  struct Side {
    Noise noise{0};
    Biquad first = Biquad::band_pass(4300, 9);
    Biquad second = Biquad::band_pass(4900, 12);
  };

  void add_block(Stereo out) override {
    air_.add_to(out);
    for (Cricket& cricket : crickets_) cricket.add_to(out);
    // All those that are too far away to be told apart.
    for (std::size_t s = 0; s < 2; ++s) {
      Side& side = sides_[s];
      const auto level = static_cast<float>(0.02 + 0.025 * choir_[s].next());
      for (float& x : s == 0 ? out.left : out.right) {
        const float noise = side.noise.next();
        x += level * (side.first(noise) + 0.7f * side.second(noise));
      }
    }
  }

  Random random_;
  Air air_;
  std::array<Drift, 2> choir_{Drift(random_, 0.6), Drift(random_, 0.6)};
  std::array<Side, 2> sides_;
  std::vector<Cricket> crickets_;
};

}  // namespace

std::unique_ptr<Voice> make_birds(std::uint64_t seed) {
  return std::make_unique<Birds>(seed);
}

std::unique_ptr<Voice> make_crickets(std::uint64_t seed) {
  return std::make_unique<Crickets>(seed);
}

}  // namespace musicgen::composer
