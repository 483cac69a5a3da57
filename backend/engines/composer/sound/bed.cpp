#include "engines/composer/sound/bed.h"

#include <cmath>
#include <numbers>

namespace musicgen::composer {

void Bed::come_round(Frames start, Frames end, Frames fade) {
  start_ = start;
  end_ = end;
  turn_ = std::min({fade, start, end - start});
  remembered_.reserve(static_cast<std::size_t>(2 * turn_));
}

void Bed::add_to(std::span<float> interleaved, Frames position) {
  if (voice_ == nullptr) return;
  const std::size_t frames = interleaved.size() / 2;
  while (left_.size() - at_ < frames) grow();
  for (std::size_t i = 0; i < frames; ++i, ++at_, ++position) {
    const float gain = fades_.at(position);
    std::array<float, 2> sound{gain * left_[at_], gain * right_[at_]};
    if (turn_ > 0) turn(sound, position);
    interleaved[2 * i] += sound[0];
    interleaved[2 * i + 1] += sound[1];
  }
}

void Bed::turn(std::span<float> frame, Frames position) {
  if (position >= start_ - turn_ && position < start_) {
    remembered_.insert(remembered_.end(), frame.begin(), frame.end());
  }
  const Frames into = position - (end_ - turn_);
  if (into < 0 || into >= turn_) return;
  const double angle =
      (static_cast<double>(into) + 0.5) / static_cast<double>(turn_) * std::numbers::pi / 2;
  for (std::size_t side = 0; side < 2; ++side) {
    const float before = remembered_[2 * static_cast<std::size_t>(into) + side];
    frame[side] = static_cast<float>(std::cos(angle)) * frame[side] +
                  static_cast<float>(std::sin(angle)) * before;
  }
}

// Voices sound in whole blocks, movements don't: what is left of a block waits for the next call.
void Bed::grow() {
  constexpr std::size_t kGrowth = 256 * kBlock;
  for (std::vector<float>* side : {&left_, &right_}) {
    side->erase(side->begin(), side->begin() + static_cast<std::ptrdiff_t>(at_));
    side->resize(side->size() + kGrowth);
  }
  at_ = 0;
  voice_->add_to(Stereo{left_, right_}.part(left_.size() - kGrowth, kGrowth), made_);
  made_ += static_cast<Frames>(kGrowth);
}

}  // namespace musicgen::composer
