#pragma once
// Noise and slow chance for synthesis.

#include <cmath>
#include <cstdint>
#include <numbers>

#include "engines/composer/random.h"
#include "engines/composer/sound/voice.h"

namespace musicgen::composer {

// White noise, even between -1 and 1: Knuth's 64-bit congruential generator (MMIX), of which the
// upper bits are used.
class Noise {
 public:
  explicit Noise(std::uint64_t seed) : state_(seed * 2 + 1) {}
  float next() {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<float>(static_cast<std::int32_t>(state_ >> 32)) * 0x1.0p-31f;
  }

 private:
  std::uint64_t state_;
};

// Noise that falls by about 3 dB an octave: white noise through four one-pole low-passes spaced by
// factors of about four.
class PinkNoise {
 public:
  explicit PinkNoise(std::uint64_t seed) : white_(seed) {}
  float next() {
    const float x = white_.next();
    a_ += 0.0045f * (x - a_);
    b_ += 0.022f * (x - b_);
    c_ += 0.105f * (x - c_);
    d_ += 0.43f * (x - d_);
    return 8.0f * a_ + 3.6f * b_ + 1.55f * c_ + 0.55f * d_ + 0.18f * x;
  }

 private:
  Noise white_;
  float a_ = 0, b_ = 0, c_ = 0, d_ = 0;
};

// A value that wanders between 0 and 1 along half cosines, from one random target to the next.
class Drift {
 public:
  // `seconds`: from target to target, on average.
  Drift(Random& random, double seconds)
      : random_(random.next(), "drift"), seconds_(seconds), from_(random_.uniform()), to_(from_) {}

  // The value one block later.
  double next() {
    if (left_ <= 0) {
      from_ = to_;
      to_ = random_.uniform();
      whole_ = seconds_ * random_.uniform(0.5, 1.5) * kSampleRate / kBlock;
      left_ = whole_;
    }
    left_ -= 1;
    const double share = 1 - std::max(left_, 0.0) / whole_;
    return from_ + (to_ - from_) * (0.5 - 0.5 * std::cos(std::numbers::pi * share));
  }

 private:
  Random random_;
  double seconds_;
  double from_, to_;
  double whole_ = 1, left_ = 0;
};

// Chance events that come `rate` times a second on average, independent of each other.
class Poisson {
 public:
  explicit Poisson(Random& random) : random_(random.next(), "poisson") {}

  // Calls `event(frame)` for each event of the next block.
  template <class Event>
  void block(double rate, Event event) {
    waited_ += rate * kBlock / kSampleRate;
    while (waited_ >= next_) {
      waited_ -= next_;
      next_ = -std::log(1 - random_.uniform());
      event(static_cast<std::size_t>(random_.uniform() * kBlock));
    }
  }

 private:
  Random random_;
  double waited_ = 0;
  double next_ = 0.5;
};

}  // namespace musicgen::composer
