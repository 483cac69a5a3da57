#include "engines/composer/sound/colour.h"

#include <bit>
#include <cmath>
#include <numbers>

#include "engines/composer/random.h"

namespace musicgen::composer {

namespace {

constexpr double kTurn = 2 * std::numbers::pi;

}  // namespace

void Saturation::process(Stereo block) const {
  const auto clip = [&](std::span<float> samples) {
    for (float& sample : samples) {
      const float x = std::clamp(gain_ * sample, -1.0f, 1.0f);
      sample = (x - x * x * x / 3) / gain_;
    }
  };
  clip(block.left);
  clip(block.right);
}

MovingDelay::MovingDelay(std::size_t longest_frames)
    : line_(std::bit_ceil(longest_frames + 4)), mask_(line_.size() - 1) {}

Chorus::Chorus(double depth) : depth_(depth), left_(1024), right_(1024) {}

void Chorus::process(Stereo block, Frames start) {
  constexpr double kHz = 0.51, kMiddle = 0.0054 * kSampleRate, kSwing = 0.0019 * kSampleRate;
  const auto phase_at = [](Frames frame) {
    return kTurn * std::fmod(kHz / kSampleRate * static_cast<double>(frame), 1.0);
  };
  const auto from = std::sin(phase_at(start));
  const auto to = std::sin(phase_at(start + static_cast<Frames>(block.size())));
  const auto step = static_cast<float>(kSwing * (to - from) / static_cast<double>(block.size()));
  auto swing = static_cast<float>(kSwing * from);
  const auto wet = static_cast<float>(0.7 * depth_);
  const float dry = 1 - 0.3f * static_cast<float>(depth_);
  for (std::size_t i = 0; i < block.size(); ++i, swing += step) {
    left_.write(block.left[i]);
    right_.write(block.right[i]);
    const float middle = static_cast<float>(kMiddle);
    block.left[i] = dry * block.left[i] + wet * left_.read(middle + swing);
    block.right[i] = dry * block.right[i] + wet * right_.read(middle - swing);
  }
}

Transport::Transport(const TapeSettings& tape, std::uint64_t seed) {
  Random random(seed, "sound/tape");
  // Incommensurable rates, so that the drift never repeats.
  const auto add = [&](double cents, double hz) {
    if (cents <= 0) return;
    const double deviation = std::exp2(cents / 1200) - 1;
    drifts_.push_back({.hz = hz,
                       .frames = deviation * kSampleRate / (kTurn * hz),
                       .phase = kTurn * random.uniform()});
  };
  add(tape.wow * 0.6, 0.55);
  add(tape.wow * 0.5, 0.55 * std::numbers::phi);
  add(tape.wow * 0.3, 0.55 * std::numbers::e);
  add(tape.flutter * 0.7, 6.1);
  add(tape.flutter * 0.5, 9.7);
}

float Transport::delay_at(Frames frame) const {
  double delay = 8;
  for (const Drift& drift : drifts_) {
    const double turns = drift.hz / kSampleRate * static_cast<double>(frame);
    delay += drift.frames * (1 + std::sin(kTurn * (turns - std::floor(turns)) + drift.phase));
  }
  return static_cast<float>(std::min<double>(delay, kLongest));
}

Tape::Tape(const TapeSettings& settings, const Transport& transport)
    : transport_(&transport),
      active_(transport.moves() || settings.saturation > 0 || settings.high_cut_hz < 20000),
      cuts_(settings.high_cut_hz < 20000),
      saturation_(settings.saturation),
      high_cut_(Biquad::low_pass(settings.high_cut_hz, 0.6)),
      left_(Transport::kLongest),
      right_(Transport::kLongest) {}

void Tape::process(Stereo block, Frames start) {
  if (saturation_.active()) saturation_.process(block);
  if (cuts_) high_cut_.process(block);
  if (!transport_->moves()) return;
  float delay = transport_->delay_at(start);
  const float end = transport_->delay_at(start + static_cast<Frames>(block.size()));
  const float step = (end - delay) / static_cast<float>(block.size());
  for (std::size_t i = 0; i < block.size(); ++i, delay += step) {
    left_.write(block.left[i]);
    right_.write(block.right[i]);
    block.left[i] = left_.read(delay);
    block.right[i] = right_.read(delay);
  }
}

}  // namespace musicgen::composer
