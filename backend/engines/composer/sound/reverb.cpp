#include "engines/composer/sound/reverb.h"

#include <bit>
#include <cmath>
#include <numbers>

namespace musicgen::composer {

namespace {

// Milliseconds; spread evenly on a logarithmic scale so that echoes don't pile up.
constexpr std::array kLineMs = {21.3, 23.7, 26.1, 28.9, 31.3, 34.1, 37.3, 40.9,
                                43.7, 47.1, 51.1, 54.7, 59.3, 64.1, 69.7, 74.9};
constexpr std::array<std::array<double, 4>, 2> kDiffusionMs = {
    {{4.771, 3.595, 12.73, 9.307}, {4.931, 3.413, 12.21, 9.683}}};
constexpr std::array<float, 4> kDiffusionGain = {0.75f, 0.75f, 0.625f, 0.625f};
constexpr double kDriftHz = 0.37;
constexpr double kDriftFrames = 7;
constexpr std::size_t kSpare = 16;

bool is_prime(std::size_t n) {
  for (std::size_t d = 2; d * d <= n; ++d) {
    if (n % d == 0) return false;
  }
  return true;
}

std::size_t prime_near(double frames) {
  auto n = std::max(static_cast<std::size_t>(std::lround(frames)), kBlock + 3 * kSpare);
  while (!is_prime(n)) ++n;
  return n;
}

std::size_t frames_in(double ms) {
  return static_cast<std::size_t>(std::lround(ms * kSampleRate / 1000));
}

}  // namespace

Reverb::BlockDelay::BlockDelay(std::size_t frames, std::size_t spare)
    : line_(std::bit_ceil(frames + spare + kBlock)), mask_(line_.size() - 1) {}

void Reverb::BlockDelay::read(std::span<float> out, std::size_t delay) const {
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = line_[(at_ - delay + i) & mask_];
}

void Reverb::BlockDelay::read_drifting(std::span<float> out, double from, double to) const {
  const double step = (to - from) / static_cast<double>(out.size());
  for (std::size_t i = 0; i < out.size(); ++i) {
    const double delay = from + step * static_cast<double>(i);
    const auto whole = static_cast<std::size_t>(delay);
    const auto part = static_cast<float>(delay - static_cast<double>(whole));
    const float newer = line_[(at_ - whole + i) & mask_];
    const float older = line_[(at_ - whole - 1 + i) & mask_];
    out[i] = newer + part * (older - newer);
  }
}

void Reverb::BlockDelay::write(std::span<const float> in) {
  for (const float x : in) {
    line_[at_] = x;
    at_ = (at_ + 1) & mask_;
  }
}

void Reverb::AllPass::process(std::span<float> block) {
  for (float& x : block) {
    const float delayed = line_[at_];
    const float inner = x - gain_ * delayed;
    x = delayed + gain_ * inner;
    line_[at_] = inner;
    at_ = at_ + 1 == line_.size() ? 0 : at_ + 1;
  }
}

Reverb::Reverb(const RoomSettings& room)
    : level_(static_cast<float>(Decibels{room.level_db}.as_gain())),
      predelay_frames_(std::max(frames_in(room.predelay_ms), kBlock)) {
  for (std::size_t side = 0; side < 2; ++side) {
    predelay_[side] = BlockDelay(predelay_frames_, 0);
    low_cut_[side] = Biquad::high_pass(room.low_cut_hz);
    for (std::size_t i = 0; i < 4; ++i) {
      diffusion_[side][i] = AllPass(frames_in(kDiffusionMs[side][i]), kDiffusionGain[i]);
    }
  }
  for (std::size_t i = 0; i < kLines; ++i) {
    Line& line = lines_[i];
    line.length = prime_near(kLineMs[i] * room.size * kSampleRate / 1000);
    line.delay = BlockDelay(line.length, kSpare);
    // A turn through the line must cost its share of the 60 dB; at damping_hz, where the tail is
    // half as long, twice that. The one-pole low-pass g (1 - p) / (1 - p / z) is fitted there.
    const double turn = static_cast<double>(line.length) / kSampleRate;
    const double low = std::pow(10, -3 * turn / room.seconds);
    const double ratio = low * low;  // power ratio between damping_hz and 0 Hz
    const double c =
        std::cos(2 * std::numbers::pi * std::min(room.damping_hz, 18000.0) / kSampleRate);
    const double b = (1 - ratio * c) / (1 - ratio);
    line.damping = static_cast<float>(b - std::sqrt(b * b - 1));
    line.gain = static_cast<float>(low);
  }
}

void Reverb::add_to(Stereo out, Stereo in, Frames start) {
  for (std::size_t at = 0; at < out.size(); at += kBlock) {
    process(out.part(at, kBlock), in.part(at, kBlock), start + static_cast<Frames>(at));
  }
}

void Reverb::process(Stereo out, Stereo in, Frames start) {
  std::array<Lane, 2> feed;
  for (std::size_t side = 0; side < 2; ++side) {
    const auto source = side == 0 ? in.left : in.right;
    predelay_[side].write(source);
    // `write` has moved on by a block, so the delay counts from the block's end.
    predelay_[side].read(feed[side], predelay_frames_ + kBlock);
    for (float& x : feed[side]) x = low_cut_[side](x);
    for (AllPass& stage : diffusion_[side]) stage.process(feed[side]);
  }
  read_lines(start);
  for (std::size_t i = 0; i < kLines; ++i) {
    // Signs that differ between lines and sides decorrelate left and right.
    const float sign = (i & 2) != 0 ? -level_ : level_;
    const auto side = (i & 1) != 0 ? out.right : out.left;
    for (std::size_t k = 0; k < kBlock; ++k) side[k] += sign * lanes_[i][k];
  }
  mix_lines();
  for (std::size_t i = 0; i < kLines; ++i) {
    const Lane& source = feed[i & 1];
    for (std::size_t k = 0; k < kBlock; ++k) lanes_[i][k] += 0.35f * source[k];
    lines_[i].delay.write(lanes_[i]);
  }
}

void Reverb::read_lines(Frames start) {
  const auto drift_at = [](Frames frame, double turn) {
    const double turns = kDriftHz / kSampleRate * static_cast<double>(frame) + turn;
    return kDriftFrames * std::sin(2 * std::numbers::pi * (turns - std::floor(turns)));
  };
  for (std::size_t i = 0; i < kLines; ++i) {
    Line& line = lines_[i];
    if (i % 5 == 2) {
      const double turn = static_cast<double>(i) / kLines;
      const auto length = static_cast<double>(line.length);
      line.delay.read_drifting(lanes_[i], length + drift_at(start, turn),
                               length + drift_at(start + static_cast<Frames>(kBlock), turn));
    } else {
      line.delay.read(lanes_[i], line.length);
    }
  }
  // Four lines advance together, since each sample of a line waits for the one before.
  for (std::size_t first = 0; first < kLines; first += 4) {
    std::array<float, 4> gain, damping, state;
    for (std::size_t j = 0; j < 4; ++j) {
      const Line& line = lines_[first + j];
      gain[j] = line.gain * (1 - line.damping);
      damping[j] = line.damping;
      state[j] = line.state;
    }
    for (std::size_t k = 0; k < kBlock; ++k) {
      for (std::size_t j = 0; j < 4; ++j) {
        state[j] = gain[j] * lanes_[first + j][k] + damping[j] * state[j];
        lanes_[first + j][k] = state[j];
      }
    }
    for (std::size_t j = 0; j < 4; ++j) lines_[first + j].state = state[j];
  }
}

// The fast Walsh-Hadamard transform, scaled to keep the energy.
void Reverb::mix_lines() {
  for (std::size_t span = 1; span < kLines; span *= 2) {
    for (std::size_t i = 0; i < kLines; ++i) {
      if ((i & span) != 0) continue;
      for (std::size_t k = 0; k < kBlock; ++k) {
        const float a = lanes_[i][k], b = lanes_[i + span][k];
        lanes_[i][k] = a + b;
        lanes_[i + span][k] = a - b;
      }
    }
  }
  for (Lane& lane : lanes_) {
    for (float& x : lane) x *= 0.25f;
  }
}

}  // namespace musicgen::composer
