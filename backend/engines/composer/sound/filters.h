#pragma once
// The filters of the mixer and the synthesisers, inline because they run once a sample.

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engines/composer/sound/voice.h"

namespace musicgen::composer {

// y += a (x - y).
class OnePole {
 public:
  OnePole() = default;
  explicit OnePole(double cutoff_hz) { set(cutoff_hz); }
  void set(double cutoff_hz) {
    const double w = 2 * std::numbers::pi * std::min(cutoff_hz, 0.49 * kSampleRate) / kSampleRate;
    a_ = static_cast<float>(1 - std::exp(-w));
  }
  float low(float x) { return y_ += a_ * (x - y_); }
  float high(float x) { return x - low(x); }
  void reset() { y_ = 0; }

 private:
  float a_ = 1;
  float y_ = 0;
};

// The state-variable filter in the trapezoidal form of A. Simper ("Linear Trapezoidal Integrated
// State Variable Filter", Cytomic 2013): stable while its cutoff moves.
class StateVariable {
 public:
  struct Coefficients {
    float k = 1.4142f, a1 = 0, a2 = 0, a3 = 0;
  };

  static Coefficients coefficients(double cutoff_hz, double q) {
    const double g =
        std::tan(std::numbers::pi * std::clamp(cutoff_hz, 8.0, 0.45 * kSampleRate) / kSampleRate);
    const double k = 1 / q;
    const double a1 = 1 / (1 + g * (g + k));
    return {static_cast<float>(k), static_cast<float>(a1), static_cast<float>(g * a1),
            static_cast<float>(g * g * a1)};
  }

  void set(double cutoff_hz, double q) { c_ = coefficients(cutoff_hz, q); }
  void set(const Coefficients& c) { c_ = c; }
  void reset() { ic1_ = ic2_ = 0; }

  float low(float x) {
    step(x);
    return v2_;
  }
  float band(float x) {
    step(x);
    return v1_;
  }
  float high(float x) {
    step(x);
    return x - c_.k * v1_ - v2_;
  }

 private:
  void step(float x) {
    const float v3 = x - ic2_;
    v1_ = c_.a1 * ic1_ + c_.a2 * v3;
    v2_ = ic2_ + c_.a2 * ic1_ + c_.a3 * v3;
    ic1_ = 2 * v1_ - ic1_;
    ic2_ = 2 * v2_ - ic2_;
  }

  Coefficients c_;
  float ic1_ = 0, ic2_ = 0, v1_ = 0, v2_ = 0;
};

// Second-order sections after R. Bristow-Johnson, "Cookbook formulae for audio EQ biquad filter
// coefficients", in transposed direct form II.
class Biquad {
 public:
  static Biquad high_pass(double hz, double q = 0.7071) {
    const double w = angle(hz), alpha = std::sin(w) / (2 * q), c = std::cos(w);
    return {(1 + c) / 2, -(1 + c), (1 + c) / 2, 1 + alpha, -2 * c, 1 - alpha};
  }
  static Biquad low_pass(double hz, double q = 0.7071) {
    const double w = angle(hz), alpha = std::sin(w) / (2 * q), c = std::cos(w);
    return {(1 - c) / 2, 1 - c, (1 - c) / 2, 1 + alpha, -2 * c, 1 - alpha};
  }
  static Biquad band_pass(double hz, double q) {
    const double w = angle(hz), alpha = std::sin(w) / (2 * q), c = std::cos(w);
    return {alpha, 0, -alpha, 1 + alpha, -2 * c, 1 - alpha};
  }
  static Biquad peak(double hz, double q, double db) {
    const double a = std::pow(10, db / 40), w = angle(hz), c = std::cos(w);
    const double alpha = std::sin(w) / (2 * q);
    return {1 + alpha * a, -2 * c, 1 - alpha * a, 1 + alpha / a, -2 * c, 1 - alpha / a};
  }
  static Biquad low_shelf(double hz, double db) { return shelf(hz, db, -1); }
  static Biquad high_shelf(double hz, double db) { return shelf(hz, db, 1); }

  Biquad() = default;

  float operator()(float x) {
    const float y = b0_ * x + z1_;
    z1_ = b1_ * x - a1_ * y + z2_;
    z2_ = b2_ * x - a2_ * y;
    return y;
  }
  void reset() { z1_ = z2_ = 0; }

 private:
  Biquad(double b0, double b1, double b2, double a0, double a1, double a2)
      : b0_(static_cast<float>(b0 / a0)),
        b1_(static_cast<float>(b1 / a0)),
        b2_(static_cast<float>(b2 / a0)),
        a1_(static_cast<float>(a1 / a0)),
        a2_(static_cast<float>(a2 / a0)) {}

  static double angle(double hz) {
    return 2 * std::numbers::pi * std::clamp(hz, 1.0, 0.49 * kSampleRate) / kSampleRate;
  }

  // Slope 1; `side` is -1 for the low shelf and +1 for the high one.
  static Biquad shelf(double hz, double db, double side) {
    const double a = std::pow(10, db / 40), w = angle(hz), c = side * std::cos(w);
    const double beta = std::sqrt(2 * a) * std::sin(w);
    return {a * (a + 1 + (a - 1) * c + beta), -side * 2 * a * (a - 1 + (a + 1) * c),
            a * (a + 1 + (a - 1) * c - beta), a + 1 - (a - 1) * c + beta,
            side * 2 * (a - 1 - (a + 1) * c), a + 1 - (a - 1) * c - beta};
  }

  float b0_ = 1, b1_ = 0, b2_ = 0, a1_ = 0, a2_ = 0, z1_ = 0, z2_ = 0;
};

// The same filter in both channels. Left and right advance in one loop, so that the processor works
// on one while it waits for the other.
class StereoBiquad {
 public:
  StereoBiquad() = default;
  explicit StereoBiquad(const Biquad& filter) : left_(filter), right_(filter) {}
  void process(Stereo block) {
    for (std::size_t i = 0; i < block.size(); ++i) {
      block.left[i] = left_(block.left[i]);
      block.right[i] = right_(block.right[i]);
    }
  }

 private:
  Biquad left_, right_;
};

class StereoLowPass {
 public:
  void set(const StateVariable::Coefficients& coefficients) {
    left_.set(coefficients);
    right_.set(coefficients);
  }
  void reset() {
    left_.reset();
    right_.reset();
  }
  void process(Stereo block) {
    for (std::size_t i = 0; i < block.size(); ++i) {
      block.left[i] = left_.low(block.left[i]);
      block.right[i] = right_.low(block.right[i]);
    }
  }
  // This filter and then `second`.
  void process(Stereo block, StereoLowPass& second) {
    for (std::size_t i = 0; i < block.size(); ++i) {
      block.left[i] = second.left_.low(left_.low(block.left[i]));
      block.right[i] = second.right_.low(right_.low(block.right[i]));
    }
  }

 private:
  StateVariable left_, right_;
};

}  // namespace musicgen::composer
