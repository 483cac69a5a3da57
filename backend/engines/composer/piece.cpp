#include "engines/composer/piece.h"

#include <algorithm>

namespace musicgen::composer {

void Piece::play(Session& movement, Frames next, const ProgressFn& progress, std::stop_token stop) {
  next_ = std::min(next, total_);
  std::swap(ringing_, ring_);
  ring_.clear();
  rung_ = 0;
  const auto whole = static_cast<double>(total_);
  const double from = static_cast<double>(position_) / whole;
  const double to = from + static_cast<double>(movement.frames()) / whole;
  movement.run(
      *this, {},
      [&](double share, std::string_view stage) {
        if (progress) progress(std::min(1.0, from + share * (to - from)), stage);
      },
      std::move(stop));
}

void Piece::write(std::span<const float> interleaved) {
  const auto own = static_cast<std::size_t>(next_ - position_) * 2;
  const auto now = interleaved.first(std::min(own, interleaved.size()));
  if (!now.empty()) pass_on(now);
  const auto later = interleaved.subspan(now.size());
  ring_.insert(ring_.end(), later.begin(), later.end());
}

void Piece::pass_on(std::span<const float> sound) {
  block_.assign(sound.begin(), sound.end());
  const std::size_t ringing = std::min(block_.size(), ringing_.size() - rung_);
  for (std::size_t i = 0; i < ringing; ++i) block_[i] += ringing_[rung_ + i];
  rung_ += ringing;
  bed_.add_to(block_, position_);
  position_ += static_cast<Frames>(block_.size() / 2);
  out_.write(block_);
}

}  // namespace musicgen::composer
