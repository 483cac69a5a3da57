#include "engines/composer/sound/bus.h"

#include <array>
#include <cmath>
#include <numbers>

namespace musicgen::composer {

namespace {

constexpr float kCeiling = 0.97f;
// Part of the echoes also sounds in the room.
constexpr float kEchoIntoRoom = 0.3f;

// One block of two channels.
class BlockBuffer {
 public:
  Stereo view() { return {left_, right_}; }
  void add(Stereo in, float gain) {
    for (std::size_t i = 0; i < kBlock; ++i) {
      left_[i] += gain * in.left[i];
      right_[i] += gain * in.right[i];
    }
  }

 private:
  std::array<float, kBlock> left_{};
  std::array<float, kBlock> right_{};
};

double coefficient(double ms) {
  return 1 - std::exp(-static_cast<double>(kBlock) / (ms / 1000 * kSampleRate));
}

}  // namespace

Glue::Glue(const GlueSettings& settings)
    : threshold_db_(settings.threshold_db),
      slope_(1 - 1 / settings.ratio),
      attack_(coefficient(settings.attack_ms)),
      release_(coefficient(settings.release_ms)) {}

void Glue::follow(Stereo sum, std::span<float> gain) {
  double power = 0;
  for (std::size_t i = 0; i < sum.size(); ++i) {
    power += static_cast<double>(sum.left[i]) * sum.left[i] +
             static_cast<double>(sum.right[i]) * sum.right[i];
  }
  // Feed-forward with a soft knee of 8 dB (Giannoulis, Massberg, Reiss, "Digital dynamic range
  // compressor design", JAES 60, 2012), on the power of the last 10 ms.
  power_ += coefficient(10) * (power / (2.0 * static_cast<double>(sum.size())) - power_);
  constexpr double kKnee = 8;
  const double over = 10 * std::log10(power_ + 1e-12) - threshold_db_;
  const double bent = over <= -kKnee / 2 ? 0
                      : over < kKnee / 2 ? (over + kKnee / 2) * (over + kKnee / 2) / (2 * kKnee)
                                         : over;
  const double wanted = -slope_ * bent;
  const double before = Decibels{gain_db_}.as_gain();
  gain_db_ += (wanted < gain_db_ ? attack_ : release_) * (wanted - gain_db_);
  const auto step =
      static_cast<float>((Decibels{gain_db_}.as_gain() - before) / static_cast<double>(kBlock));
  auto g = static_cast<float>(before);
  for (std::size_t i = 0; i < gain.size(); ++i, g += step) {
    // The mix keeps far below full scale; where a wild score does not, nothing may clip.
    const float peak = std::max(std::abs(sum.left[i]), std::abs(sum.right[i]));
    gain[i] = peak * g > kCeiling ? kCeiling / peak : g;
  }
}

EndFades::EndFades(Frames song, Frames fade_in, Frames fade_out)
    : song_(song),
      fade_in_(std::clamp<Frames>(fade_in, 0, song / 4)),
      fade_out_(std::clamp<Frames>(fade_out, 1, std::max<Frames>(song / 2, 1))) {}

bool EndFades::is_unity(Frames from, Frames to) const {
  return from >= fade_in_ && to <= song_ - fade_out_;
}

float EndFades::at(Frames frame) const {
  const auto raised = [](Frames part, Frames whole) {
    const double share =
        std::clamp(static_cast<double>(part) / static_cast<double>(whole), 0.0, 1.0);
    return 0.5 - 0.5 * std::cos(std::numbers::pi * share);
  };
  const double in = fade_in_ > 0 ? raised(frame, fade_in_) : 1;
  return static_cast<float>(in * raised(song_ - 1 - frame, fade_out_));
}

Bus::Bus(const MixSettings& settings, double seconds_per_beat, std::vector<Sends> sends)
    : reverb_(settings.room),
      echo_(settings.echo, seconds_per_beat),
      glue_(settings.glue),
      sends_(std::move(sends)) {}

void Bus::process(std::vector<Stereo> stems, Frames start) {
  const std::size_t frames = stems.back().size();
  for (std::size_t at = 0; at < frames; at += kBlock) {
    BlockBuffer to_room, to_echo, echoes, sum;
    for (std::size_t i = 0; i < sends_.size(); ++i) {
      const Stereo stem = stems[i].part(at, kBlock);
      if (sends_[i].reverb > 0) to_room.add(stem, static_cast<float>(sends_[i].reverb));
      if (sends_[i].echo > 0) to_echo.add(stem, static_cast<float>(sends_[i].echo));
      sum.add(stem, 1);
    }
    const Stereo space = stems.back().part(at, kBlock);
    echo_.add_to(echoes.view(), to_echo.view());
    to_room.add(echoes.view(), kEchoIntoRoom);
    std::ranges::copy(echoes.view().left, space.left.begin());
    std::ranges::copy(echoes.view().right, space.right.begin());
    reverb_.add_to(space, to_room.view(), start + static_cast<Frames>(at));
    sum.add(space, 1);

    std::array<float, kBlock> gain;
    glue_.follow(sum.view(), gain);
    for (const Stereo& stem : stems) {
      const Stereo block = stem.part(at, kBlock);
      for (std::size_t i = 0; i < kBlock; ++i) {
        block.left[i] *= gain[i];
        block.right[i] *= gain[i];
      }
    }
  }
}

}  // namespace musicgen::composer
