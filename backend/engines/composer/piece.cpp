#include "engines/composer/piece.h"

#include <algorithm>

namespace musicgen::composer {

void Piece::begin_movement(Frames next) {
  next_ = std::min(next, total_);
  std::swap(ringing_, ring_);
  ring_.clear();
  rung_ = 0;
}

void Piece::write(std::span<const float> interleaved) {
  const auto own = static_cast<std::size_t>(next_ - position_) * 2;
  const auto now = interleaved.first(std::min(own, interleaved.size()));
  if (!now.empty()) play(now);
  const auto later = interleaved.subspan(now.size());
  ring_.insert(ring_.end(), later.begin(), later.end());
}

void Piece::play(std::span<const float> sound) {
  block_.assign(sound.begin(), sound.end());
  const std::size_t ringing = std::min(block_.size(), ringing_.size() - rung_);
  for (std::size_t i = 0; i < ringing; ++i) block_[i] += ringing_[rung_ + i];
  rung_ += ringing;
  bed_.add_to(block_, position_);
  position_ += static_cast<Frames>(block_.size() / 2);
  out_.write(block_);
}

}  // namespace musicgen::composer
